// Opens ReDoc on the description of the API. Its search would need a worker made of text.

const place = document.querySelector("#reader");
const image = HTMLImageElement.prototype;
const setAttribute = Element.prototype.setAttribute;

// The foot of ReDoc's menu asks another server for a logo, which the policy of this page refuses with an error.
image.setAttribute = function setOwnAttribute(name, value) {
  const isOwn = name !== "src" || new URL(value, location.href).origin === location.origin;
  if (isOwn) setAttribute.call(this, name, value);
  else this.hidden = true;
};
Object.defineProperty(image, "src", {
  ...Object.getOwnPropertyDescriptor(image, "src"),
  set(value) {
    this.setAttribute("src", value);
  },
});

document.body.style.margin = "0";
window.Redoc.init(place.dataset.schema, { disableSearch: true }, place);
