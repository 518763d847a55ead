// Code that makes style elements and style attributes, under a policy that allows neither.

/**
 * Returns the document as such code is to be given it: what it writes into a style element goes into a constructed sheet, which is
 * what the policy leaves to scripts; it stays as strict as it is.
 */
export function styledDocument() {
  const known = new Map();
  return new Proxy(document, {
    get(target, name) {
      if (name === 'createElement') return createElement;
      const value = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (!known.has(name)) known.set(name, value.bind(target));
      return known.get(name);
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

/** Runs code that, for a moment, makes such elements with the page's own document. */
export function styled(run) {
  document.createElement = createElement;
  try {
    return run();
  } finally {
    delete document.createElement;
  }
}

function createElement(name, options) {
  if (name === 'style') return styleElement();
  return Document.prototype.createElement.call(document, name, options);
}

/** Has the style attribute of a span be set by CSSOM: xterm.js makes its letters with no document that it could be given. */
HTMLSpanElement.prototype.setAttribute = function setAttribute(name, value) {
  if (name === 'style') {
    this.style.cssText = value;
  } else {
    Element.prototype.setAttribute.call(this, name, value);
  }
};

/** Something that stands where a style element would, and is one in all that its maker does with it. */
function styleElement() {
  const element = Document.prototype.createElement.call(document, 'template');
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  let text = '';
  Object.defineProperty(element, 'textContent', {
    get: () => text,
    set(next) {
      text = String(next);
      sheet.replaceSync(text);
    },
  });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(other => other !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}
