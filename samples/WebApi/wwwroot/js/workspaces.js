import { call } from './api.js';
import { $, attempt, avatar, badge, element, fill, onSubmit, say, showBar } from './page.js';

const roles = ['Viewer', 'Member', 'Admin', 'Owner'];
let session;
let slug = null;
let details = null;

/** What was asked for a workspace must not be shown in the next one: it ends with the visit. */
let visit = new AbortController();

const may = role => roles.indexOf(details.role) >= roles.indexOf(role);
const path = rest => `/w/${encodeURIComponent(slug)}/${rest}`;
const read = rest => call('GET', path(rest), undefined, visit.signal);
const nameOf = id => session.people.find(person => person.id === id)?.name ?? id;
const today = () => new Date().toLocaleDateString('sv');
const day = (iso, options) => new Date(iso).toLocaleString('en', options);

function removeButton(id, text, work) {
  const button = element('button', { id, type: 'button', className: 'icon', title: text, 'aria-label': text }, '×');
  button.addEventListener('click', () => attempt(work));
  return button;
}

function showSignIn() {
  $('sign-in').hidden = false;
  if (session.signInAs.length === 0) {
    $('sign-in-kind').hidden = true;
    $('sign-in-title').textContent = 'No sign-in';
    $('sign-in-text').textContent = 'The environment is not Development, and this sample has no other sign-in. A real host brings its own.';
  }
  $('people').replaceChildren(...session.signInAs.map(person => {
    const button = element('button', { type: 'button' }, avatar(person.id, person.name),
      element('span', {}, element('strong', {}, person.name), element('span', { className: 'muted small' }, person.about)));
    button.addEventListener('click', () => attempt(async () => {
      await call('POST', `/api/session/${person.id}`);
      location.reload();
    }));
    return button;
  }));
}

async function showList() {
  const workspaces = await call('GET', '/api/workspaces/', undefined, visit.signal);
  $('workspaces').replaceChildren(...workspaces.map(workspace => element('li', {},
    element('a', { href: `#${workspace.slug}`, 'aria-current': workspace.slug === slug ? 'true' : undefined },
      element('span', { className: 'tile', 'aria-hidden': 'true' }, workspace.name.slice(0, 1).toUpperCase()),
      element('span', { className: 'name' }, workspace.name),
      workspace.status === 'Active' ? null : badge(workspace.status, 'warn')))));
  if (workspaces.length === 0) {
    $('workspaces').replaceChildren(element('li', { className: 'muted' }, 'None yet.'));
  }
  return workspaces;
}

const tasks = {
  async show() {
    const all = await read('tasks/');
    const open = all.filter(task => !task.isDone).length;
    $('tasks-count').textContent = all.length === 0 ? '' : `${open} open, ${all.length - open} done`;
    fill($('tasks'), all.map(task => this.row(task)), $('task-title'));
    if (all.length === 0) {
      $('tasks').append(element('li', { className: 'empty' }, 'Nothing to do.'));
    }
  },
  row(task) {
    const box = element('input', { type: 'checkbox', id: `done-${task.id}`, checked: task.isDone, disabled: !may('Member') });
    box.addEventListener('change', () => attempt(async () => {
      const changed = { title: task.title, dueOn: task.dueOn, isDone: box.checked };
      await call('PUT', path(`tasks/${task.id}`), changed).finally(() => this.show());
    }));
    const late = !task.isDone && task.dueOn && task.dueOn < today();
    const due = task.dueOn && `${late ? 'Late: ' : 'Due '}${day(`${task.dueOn}T00:00`, { day: 'numeric', month: 'short' })}`;
    return element('li', {}, box,
      element('div', { className: 'grow both' },
        element('label', { htmlFor: box.id, className: task.isDone ? 'done' : '' }, task.title),
        due && badge(due, late ? 'bad' : '')),
      may('Member') && removeButton(`remove-${task.id}`, `Remove the task ${task.title}`, async () => {
        await call('DELETE', path(`tasks/${task.id}`));
        await this.show();
        say('Removed.');
      }));
  },
};

async function showNotes() {
  const notes = await read('notes/');
  $('notes').replaceChildren(...notes.map(note => element('li', {},
    element('p', {}, note.text),
    element('p', { className: 'muted small' },
      `${nameOf(note.author)}, ${day(note.writtenUtc, { dateStyle: 'medium', timeStyle: 'short' })}`))));
  if (notes.length === 0) {
    $('notes').append(element('li', { className: 'empty' }, 'No notes.'));
  }
}

async function showIntegrations() {
  const integrations = await read('integrations/');
  fill($('integrations'), integrations.map(integration => element('li', {},
    badge(integration.provider, 'accent'),
    element('span', { className: 'grow' }, integration.externalId),
    may('Admin') && removeButton(`disconnect-${integration.id}`, `Disconnect ${integration.externalId}`, async () => {
      await call('DELETE', path(`integrations/${integration.id}`));
      await showIntegrations();
      say('Disconnected.');
    }))), $('connect-id'));
  if (integrations.length === 0) {
    $('integrations').append(element('li', { className: 'empty' }, 'Nothing connected.'));
  }
}

function showMembers() {
  fill($('members'), details.members.map(member => element('li', {},
    avatar(member.userId, member.name),
    element('span', { className: 'grow' }, member.name),
    badge(member.role),
    may('Admin') && member.role !== 'Owner' && removeButton(`expel-${member.userId}`, `Remove ${member.name}`, async () => {
      await call('DELETE', path(`members/${encodeURIComponent(member.userId)}`));
      await loadDetails();
      say(`${member.name} is no longer a member.`);
    }))), $('name'));
  const others = session.people.filter(person => details.members.every(member => member.userId !== person.id));
  $('invite-person').replaceChildren(...others.map(person => element('option', { value: person.id }, person.name)));
  $('invite').hidden = !may('Admin') || others.length === 0;
}

async function loadDetails() {
  details = await read('');
  $('name').textContent = details.name;
  $('role').textContent = details.role;
  $('schema').textContent = details.schemaName;
  document.querySelectorAll('form[data-role]').forEach(form => { form.hidden = !may(form.dataset.role); });
  showMembers();
}

/** What the library answers for a workspace that one cannot be in now. */
function showClosed(problem) {
  const texts = {
    403: ['Closed for now', 'This workspace is suspended. The operator can open it again.'],
    404: ['No such workspace', 'There is none at this address, or you are not a member.'],
    410: ['Gone', 'This workspace was archived or is being deleted.'],
    503: ['One moment', 'This workspace is being brought to a new version. Try again shortly.'],
  };
  const [title, text] = texts[problem.status] ?? [problem.title ?? 'Not now', problem.message];
  $('closed-title').textContent = title;
  $('closed-text').textContent = text;
  $('closed').hidden = false;
}

async function enter() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (wanted === 'main') {
    return;
  }
  visit.abort();
  visit = new AbortController();
  slug = wanted || null;
  details = null;
  $('message').textContent = '';
  ['welcome', 'closed', 'workspace'].forEach(id => { $(id).hidden = true; });
  const workspaces = await showList();
  document.title = 'PM Assist';
  if (slug === null) {
    $('welcome').hidden = false;
    return;
  }
  try {
    await loadDetails();
    await Promise.all([tasks.show(), showNotes(), showIntegrations()]);
    $('workspace').hidden = false;
    document.title = `${details.name} · PM Assist`;
    say(`${details.name} is open. You have ${workspaces.length} workspaces.`);
  } catch (error) {
    if (!error.status) {
      throw error;
    }
    showClosed(error);
  }
}

onSubmit($('create'), async ({ name }) => {
  const created = await call('POST', '/api/workspaces/', { name });
  $('create').reset();
  location.hash = created.slug;
});
onSubmit($('add-task'), async ({ title, dueOn }) => {
  await call('POST', path('tasks/'), { title, dueOn: dueOn || null });
  $('add-task').reset();
  await tasks.show();
  $('task-title').focus();
});
onSubmit($('add-note'), async ({ text }) => {
  await call('POST', path('notes/'), { text });
  $('add-note').reset();
  await showNotes();
});
onSubmit($('invite'), async invited => {
  await call('POST', path('members/'), invited);
  await loadDetails();
  say(`${nameOf(invited.userId)} is a member now.`);
});
onSubmit($('connect'), async connected => {
  await call('POST', path('integrations/'), connected);
  $('connect').reset();
  await showIntegrations();
  say('Connected.');
});

await attempt(async () => {
  session = await call('GET', '/api/session/');
  showBar(session, '/');
  if (session.person === null) {
    showSignIn();
    return;
  }
  $('desk').hidden = false;
  window.addEventListener('hashchange', () => attempt(enter));
  await enter();
});
