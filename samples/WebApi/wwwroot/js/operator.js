import { call } from './api.js';
import { $, attempt, badge, element, fill, say, showBar } from './page.js';

const states = { Active: 'good', Suspended: 'warn', Failed: 'bad' };
const levels = { current: 'good', behind: 'warn', ahead: 'accent' };
const outcomes = { Migrated: 'good', Failed: 'bad', Partial: 'bad' };
let fleet = null;
let audited = null;
let source = null;

/** A migration's id without its time stamp, for people. */
const short = version => version?.replace(/^\d+_/, '') ?? 'none';

function figure(title, value, kind = '') {
  return element('div', { className: `card ${value > 0 ? kind : ''}` }, element('dt', {}, title), element('dd', {}, `${value}`));
}

function action(id, text, label, work) {
  const button = element('button', { id, type: 'button', className: 'quiet small', 'aria-label': label }, text);
  button.addEventListener('click', () => attempt(work));
  return button;
}

function row(workspace) {
  const isOff = workspace.status === 'Suspended';
  const change = isOff ? 'resume' : 'suspend';
  return element('tr', {},
    element('td', {}, element('strong', {}, workspace.name), element('div', { className: 'muted small' }, workspace.slug)),
    element('td', {}, badge(workspace.status, states[workspace.status]),
      workspace.lastError && element('div', { className: 'small' }, workspace.lastError)),
    element('td', {}, element('code', {}, workspace.schemaName ?? '')),
    element('td', {}, element('div', { className: 'both' }, badge(workspace.level, levels[workspace.level]),
      element('span', { className: 'muted small', title: workspace.version ?? '' }, short(workspace.version)))),
    element('td', {}, element('div', { className: 'actions' },
      (isOff || workspace.status === 'Active')
        && action(`state-${workspace.id}`, isOff ? 'Resume' : 'Suspend', `${isOff ? 'Resume' : 'Suspend'} ${workspace.name}`, async () => {
          await call('POST', `/api/operator/workspaces/${workspace.id}/${change}`);
          await load();
          say(`${workspace.name}: ${isOff ? 'resumed' : 'suspended'}.`);
        }),
      action(`audit-${workspace.id}`, 'Audit', `Audit trail of ${workspace.name}`, () => openAudit(workspace)))));
}

function showRows() {
  const wanted = $('filter').value.trim().toLowerCase();
  const found = fleet.workspaces.filter(workspace => workspace.name.toLowerCase().includes(wanted));
  fill($('rows'), found.map(row), $('filter'));
  $('none').hidden = found.length > 0;
}

async function load() {
  fleet = await call('GET', '/api/operator/fleet');
  $('target').textContent = fleet.targetVersion;
  $('figures').replaceChildren(
    figure('Current', fleet.current), figure('Behind', fleet.behind, 'lit'), figure('Ahead', fleet.ahead, 'lit'),
    figure('Failed', fleet.failed, 'alarm'));
  $('run').disabled = fleet.isRunning;
  showRows();
}

async function openAudit(workspace) {
  audited = { workspace, before: null };
  $('audit-title').textContent = `Audit trail of ${workspace.name}`;
  $('trail').replaceChildren();
  await loadAudit();
  $('audit').showModal();
}

const describe = details => Object.entries(details).flatMap(([key, value]) =>
  [element('dt', {}, key), element('dd', {}, typeof value === 'string' ? value : JSON.stringify(value))]);

async function loadAudit() {
  const rest = audited.before === null ? '' : `?before=${encodeURIComponent(audited.before)}`;
  const entries = await call('GET', `/api/operator/workspaces/${audited.workspace.id}/audit${rest}`);
  $('trail').append(...entries.map(entry => element('li', {},
    element('div', { className: 'what' },
      element('strong', {}, entry.entityType === 'Workspace' ? entry.action : `${entry.action}: ${entry.entityId}`),
      element('span', { className: 'muted small' },
        `${entry.actorId ?? 'system'}, ${new Date(entry.occurredUtc).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium' })}`)),
    entry.details && element('dl', {}, ...describe(JSON.parse(entry.details))))));
  audited.before = entries.at(-1)?.position ?? audited.before;
  $('older').hidden = entries.length < 50;
}

/** Follows the latest run by server-sent events, from its beginning. After a lost connection the browser reads on by itself. */
function follow() {
  source?.close();
  source = new EventSource('/api/operator/runs/latest');
  const on = (kind, work) => source.addEventListener(kind, message => work(JSON.parse(message.data)));
  on('started', event => {
    $('run-panel').hidden = event.total === 0;
    $('run').disabled = true;
    $('run-log').replaceChildren();
    $('run-log').hidden = true;
    progress(event);
  });
  on('workspace', event => {
    $('run-log').hidden = false;
    $('run-log').prepend(element('li', {},
      element('span', {}, event.workspace),
      badge(event.outcome, outcomes[event.outcome]),
      element('span', {}, `${event.milliseconds.toFixed(0)} ms`),
      event.error && element('span', { className: 'fault' }, event.error)));
    progress(event);
  });
  on('finished', event => {
    source.close();
    $('run').disabled = false;
    const result = () => `${event.done} done, ${event.failed} failed, in ${(event.milliseconds / 1000).toFixed(2)} s`;
    const text = event.error ?? (event.done === 0 ? 'Nothing was behind.' : result());
    $('run-state').textContent = text;
    $('run-progress').value = $('run-progress').max;
    say(`The migration has finished: ${text}`);
    attempt(load);
  });
}

function progress(event) {
  $('run-progress').max = Math.max(1, event.total);
  $('run-progress').value = event.done;
  $('run-state').textContent = `${event.done} of ${event.total}, ${event.failed} failed`;
}

$('run').addEventListener('click', () => attempt(async () => {
  await call('POST', '/api/operator/runs');
  follow();
}));
$('demo').addEventListener('click', () => attempt(async () => {
  $('demo').disabled = true;
  try {
    await call('POST', '/api/operator/demo-workspaces');
    await load();
    say('25 workspaces were created.');
  } finally {
    $('demo').disabled = false;
  }
}));
$('older').addEventListener('click', () => attempt(loadAudit));
$('filter').addEventListener('input', showRows);

await attempt(async () => {
  const session = await call('GET', '/api/session/');
  showBar(session, '/operator/');
  if (!session.person?.isOperator) {
    $('closed').hidden = false;
    return;
  }
  $('fleet').hidden = false;
  await load();
  follow();
});
