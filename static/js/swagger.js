// Opens Swagger UI on the description of the API.

const place = document.querySelector("#reader");

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  presets: [window.SwaggerUIBundle.presets.apis],
});
