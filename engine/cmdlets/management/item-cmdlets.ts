/** Get-, New-, Remove-, Copy-, Move-, Rename-, Set-, Clear- and Invoke-Item. seen: Navigation.cs; NavigationResources */
import type { CommandContext } from '../../language/command';
import type { Choice, Program } from '../../language/host';
import type { Implementations } from '../../language/runtime/command-registry';
import { textsOf } from '../hyper-v/service';
import { drivesOf, type Place } from './drives';
import { attempt, existingPlaces, leafOf, namedPlaces, pathArguments, transactions } from './item-arguments';
import { ProviderError } from './item-provider';
import { joinPaths } from './path-cmdlets';

const choices: Choice[] = [
  { label: '&Yes', help: 'Continue with only the next step of the operation.' },
  { label: 'Yes to &All', help: 'Continue with all the steps of the operation.' },
  { label: '&No', help: 'Skip this operation and proceed with the next operation.' },
  { label: 'No to A&ll', help: 'Skip this operation and all subsequent operations.' },
  {
    label: '&Suspend',
    help: 'Pause the current pipeline and return to the command prompt. Type "exit" to resume the pipeline.',
  },
];

/** ShouldContinue with answers for all that follows, which are kept in the state of the command. */
function* confirmAll(ctx: CommandContext, message: string): Program<boolean> {
  const kept = ctx.state.answer as boolean | undefined;
  if (kept !== undefined) return kept;
  yield* ctx.flush();
  for (;;) {
    const reply = (yield { kind: 'choice', caption: 'Confirm', message, choices, defaults: [0] }) as number;
    if (reply === 4) {
      yield { kind: 'nestedPrompt' };
      continue;
    }
    if (reply === 1 || reply === 3) ctx.state.answer = reply === 1;
    return reply === 0 || reply === 1;
  }
}

/** The place that is one of several copied or moved things goes to. */
function destination(ctx: CommandContext, text: string): Place | undefined {
  return attempt(ctx, () => drivesOf(ctx).resolve(text));
}

function otherProvider(): ProviderError {
  return new ProviderError(
    'Source and destination path did not resolve to the same provider.',
    'Argument',
    'InvalidArgument',
    null,
    'System.Management.Automation.PSArgumentException',
    true,
  );
}

const ofOtherProviders = [
  'ConnectionURI',
  'OptionSet',
  'Authentication',
  'CertificateThumbprint',
  'SessionOption',
  'Port',
  'ApplicationName',
  'UseSSL',
  'Options',
];

export const itemCmdlets: Implementations = {
  'Get-Item': {
    help: { synopsis: 'Gets the item at the specified location.' },
    notSimulated: [...transactions, 'Stream'],
    process(ctx, p) {
      const drives = drivesOf(ctx);
      for (const place of existingPlaces(ctx, p)) {
        if (!place.provider.isNavigation && place.provider.isContainer(place.path)) {
          for (const child of place.provider.children(place.path))
            ctx.write(drives.item({ ...place, path: child.name }));
          continue;
        }
        ctx.write(drives.item(place));
      }
    },
  },

  'New-Item': {
    help: {
      synopsis: 'Creates a new item.',
      examples: [{ code: 'New-Item C:\\Temp -ItemType Directory' }],
    },
    notSimulated: [...transactions, ...ofOtherProviders],
    // They belong to the WSMan and Alias drives; only there is one of them mandatory.
    parameters: { ConnectionURI: { sets: { pathSet: {} } } },
    *process(ctx, p): Program<void> {
      const drives = drivesOf(ctx);
      const type = p.ItemType === undefined ? '' : ctx.text(p.ItemType);
      const value = p.Value ?? null;
      const parents = p.Path === undefined ? ['.'] : textsOf(ctx, p.Path);
      const names = p.Name === undefined ? [undefined] : [ctx.text(p.Name)];
      for (const parent of parents)
        for (const name of names) {
          const text = name === undefined ? parent : joinPaths(parent, name);
          const place = attempt(ctx, () => drives.resolve(text));
          if (!place) continue;
          const folder = /^(d|c)/i.test(type);
          const [action, target] = place.provider.label(folder ? 'new-folder' : 'new-file', place.path, type);
          if (!(yield* ctx.shouldProcess(target, action))) continue;
          const made = attempt(ctx, () => place.provider.newItem(place.path, type, value, p.Force === true));
          if (made !== undefined && made !== null) ctx.write(drives.dress(made, place));
        }
    },
  },

  'Remove-Item': {
    help: { synopsis: 'Deletes files and folders.', examples: [{ code: 'Remove-Item C:\\Temp -Recurse' }] },
    notSimulated: [...transactions, 'Stream', 'DeleteKey'],
    *process(ctx, p): Program<void> {
      const drives = drivesOf(ctx);
      for (const place of existingPlaces(ctx, p)) {
        const { provider, path } = place;
        if (drives.current.provider === provider && isWithin(drives.current.path, path) && provider.isNavigation) {
          ctx.writeError({
            message: `Cannot remove the item at '${drives.shownShort(place)}' because it is in use.`,
            id: 'InvalidOperation',
            category: 'InvalidOperation',
            target: drives.shownShort(place),
            exceptionType: 'System.Management.Automation.PSInvalidOperationException',
          });
          continue;
        }
        if (p.Recurse !== true && provider.isNavigation && provider.isContainer(path)) {
          const children = attempt(ctx, () => provider.children(path)) ?? [];
          if (children.length > 0) {
            const message = `The item at ${drives.shownShort(place)} has children and the Recurse parameter was not specified. If you continue, all children will be removed with the item. Are you sure you want to continue?`;
            if (!(yield* confirmAll(ctx, message))) continue;
          }
        }
        const [action, target] = provider.label('remove', path);
        if (!(yield* ctx.shouldProcess(target, action))) continue;
        attempt(ctx, () => provider.remove(path, p.Force === true));
      }
    },
  },

  'Rename-Item': {
    help: { synopsis: 'Renames an item in a PowerShell provider namespace.' },
    notSimulated: transactions,
    *process(ctx, p): Program<void> {
      const drives = drivesOf(ctx);
      const literal = p.LiteralPath !== undefined && p.LiteralPath !== null;
      const [text] = pathArguments(ctx, p);
      if (text === undefined) return;
      const places = attempt(ctx, () => {
        const place = drives.resolve(text);
        if (!drives.exists(place) && (literal || !drives.isPattern(text)))
          throw new ProviderError(
            `Cannot rename because item at '${text}' does not exist.`,
            'InvalidOperation',
            'InvalidOperation',
            null,
            'System.Management.Automation.PSInvalidOperationException',
            true,
          );
        return drives.glob(text, literal, true);
      });
      for (const place of places ?? []) {
        const name = ctx.text(p.NewName).replace(/^\.[\\/]/, '');
        const [action, target] = place.provider.label('rename', place.path, name);
        if (!(yield* ctx.shouldProcess(target, action))) continue;
        const path = attempt(ctx, () => place.provider.rename(place.path, name, p.Force === true));
        if (path !== undefined && p.PassThru === true) ctx.write(drives.item({ ...place, path }));
      }
    },
  },

  'Copy-Item': {
    help: {
      synopsis: 'Copies an item from one location to another.',
      examples: [{ code: 'Copy-Item C:\\Temp\\a.txt \\\\FS01\\VMs' }],
    },
    notSimulated: [...transactions, 'FromSession', 'ToSession'],
    *process(ctx, p): Program<void> {
      const drives = drivesOf(ctx);
      const to = destination(ctx, p.Destination === undefined ? '.' : ctx.text(p.Destination));
      if (!to) return;
      for (const place of existingPlaces(ctx, p)) {
        if (place.provider !== to.provider) {
          attempt(ctx, () => {
            throw otherProvider();
          });
          continue;
        }
        const { provider, path } = place;
        const into =
          provider.isNavigation && provider.isContainer(to.path) ? provider.join(to.path, leafOf(place)) : to.path;
        if (
          provider.isNavigation &&
          provider.isContainer(path) &&
          provider.exists(to.path) &&
          !provider.isContainer(to.path)
        ) {
          ctx.writeError({
            message: 'Container cannot be copied onto existing leaf item.',
            id: 'CopyContainerItemToLeafError',
            category: 'InvalidArgument',
            target: path,
            exceptionType: 'System.Management.Automation.PSArgumentException',
          });
          continue;
        }
        const [action, target] = provider.label('copy', path, into);
        if (!(yield* ctx.shouldProcess(target, action))) continue;
        const made = attempt(ctx, () => provider.copy(path, to.path, p.Recurse === true, p.Force === true));
        if (made !== undefined && p.PassThru === true) ctx.write(drives.item({ ...to, path: made }));
      }
    },
  },

  'Move-Item': {
    help: { synopsis: 'Moves an item from one location to another.' },
    notSimulated: transactions,
    *process(ctx, p): Program<void> {
      const drives = drivesOf(ctx);
      const to = destination(ctx, p.Destination === undefined ? '.' : ctx.text(p.Destination));
      if (!to) return;
      for (const place of existingPlaces(ctx, p)) {
        if (place.provider !== to.provider) {
          attempt(ctx, () => {
            throw otherProvider();
          });
          continue;
        }
        const { provider, path } = place;
        if (isWithin(drives.current.path, path) && drives.current.provider === provider) {
          ctx.writeError({
            message: `Cannot move item because the item at '${drives.shownShort(place)}' is in use.`,
            id: 'InvalidOperation',
            category: 'InvalidOperation',
            exceptionType: 'System.Management.Automation.PSInvalidOperationException',
          });
          continue;
        }
        const into = provider.isContainer(to.path) ? provider.join(to.path, leafOf(place)) : to.path;
        const [action, target] = provider.label('move', path, into);
        if (!(yield* ctx.shouldProcess(target, action))) continue;
        const made = attempt(ctx, () => provider.move(path, to.path, p.Force === true));
        if (made !== undefined && p.PassThru === true) ctx.write(drives.item({ ...to, path: made }));
      }
    },
  },

  'Set-Item': {
    help: { synopsis: 'Changes the value of an item to the value specified in the command.' },
    notSimulated: transactions,
    *process(ctx, p): Program<void> {
      const drives = drivesOf(ctx);
      for (const place of namedPlaces(ctx, p)) {
        const value = p.Value ?? null;
        const [action, target] = place.provider.label('set', place.path, ctx.text(value));
        if (!(yield* ctx.shouldProcess(target, action))) continue;
        const set = attempt(ctx, () => place.provider.setItem(place.path, value));
        if (set !== undefined && p.PassThru === true) ctx.write(drives.dress(set, place));
      }
    },
  },

  'Clear-Item': {
    help: { synopsis: 'Clears the contents of an item, but does not delete the item.' },
    notSimulated: transactions,
    *process(ctx, p): Program<void> {
      for (const place of existingPlaces(ctx, p)) {
        const [action, target] = place.provider.label('clear', place.path);
        if (!(yield* ctx.shouldProcess(target, action))) continue;
        attempt(ctx, () => place.provider.clearItem(place.path));
      }
    },
  },

  'Invoke-Item': {
    help: { synopsis: 'Performs the default action on the specified item.' },
    notSimulated: transactions,
    process(ctx, p) {
      for (const place of existingPlaces(ctx, p))
        ctx.writeError({
          message: `Opening '${place.path}' with its program is not simulated by Dualpath: there is no desktop. Use Get-Content to read a file.`,
          id: 'NotSimulated',
          category: 'NotImplemented',
          target: place.path,
          exceptionType: 'System.NotSupportedException',
        });
    },
  },
};

/** Whether `path` lies in `container` or is it. */
function isWithin(path: string, container: string): boolean {
  return `${path.toLowerCase().replace(/\\+$/, '')}\\`.startsWith(`${container.toLowerCase().replace(/\\+$/, '')}\\`);
}
