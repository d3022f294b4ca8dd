import { call } from './api.js';

export const $ = id => document.getElementById(id);

/** An element with its properties, attributes and children. Texts are texts, never markup. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) {
      made[name] = value;
    } else if (value !== undefined && value !== false) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

export const badge = (text, kind = '') => element('span', { className: `badge ${kind}` }, text);

export const avatar = (id, name) =>
  element('span', { className: 'avatar', 'data-person': id, 'aria-hidden': 'true' }, name.slice(0, 1).toUpperCase());

/** Puts other children into a list. What had the focus keeps it, by its id; if it is gone, the fallback gets it. */
export function fill(list, children, fallback) {
  const focused = list.contains(document.activeElement) ? document.activeElement.id : null;
  list.replaceChildren(...children);
  if (focused !== null) {
    ($(focused) ?? fallback)?.focus();
  }
}

export function say(text) {
  $('status').textContent = text;
}

/** Runs what a person asked for. An error is shown where it is read out. */
export async function attempt(work) {
  $('message').textContent = '';
  try {
    await work();
  } catch (error) {
    if (error.name === 'AbortError') {
      return;
    }
    console.error(error);
    $('message').textContent = error.message;
    $('message').scrollIntoView({ block: 'nearest' });
  }
}

export function onSubmit(form, work) {
  form.addEventListener('submit', event => {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    attempt(() => work(Object.fromEntries(new FormData(form)))).finally(() => { button.disabled = false; });
  });
}

/** The bar on top, the same on both pages. */
export function showBar(session, current) {
  const link = (href, text) => element('a', { href, 'aria-current': href === current ? 'page' : undefined }, text);
  const signOut = element('button', { className: 'quiet small' }, 'Sign out');
  signOut.addEventListener('click', () => attempt(async () => {
    await call('DELETE', '/api/session/');
    location.assign('/');
  }));
  $('bar').replaceChildren(
    element('a', { className: 'brand', href: '/' }, element('img', { src: '/favicon.svg', alt: '' }), 'PM Assist'),
    element('nav', { 'aria-label': 'Pages' },
      link('/', 'Workspaces'),
      ...(session.person?.isOperator ? [link('/operator/', 'Operator')] : []),
      link('/scalar', 'API')),
    ...(session.person
      ? [element('div', { className: 'who' }, avatar(session.person.id, session.person.name),
        element('strong', {}, session.person.name), signOut)]
      : []));
}
