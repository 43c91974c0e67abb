/** Get-, Set-, Push- and Pop-Location. seen: Navigation.cs, SessionStateLocationAPIs.cs */
import type { Bound, CommandContext } from '../../language/command';
import type { Implementations } from '../../language/runtime/command-registry';
import { typeNamed } from '../../language/runtime/type-named';
import { PSList, type Value } from '../../language/values';
import { textsOf } from '../hyper-v/service';
import { driveNotFound, drivesOf, LocationInfo, type Place, providerNotFound } from './drives';
import { attempt, isLiteral } from './item-arguments';
import { ProviderError, pathNotFound } from './item-provider';

/** The container a location cmdlet goes to; an error ends it. */
function target(ctx: CommandContext, text: string, literal: boolean): Place | undefined {
  const drives = drivesOf(ctx);
  return attempt(ctx, () => {
    const places = drives.glob(text, literal);
    const containers = places.filter((place) => place.provider.isContainer(place.path));
    if (containers.length > 1)
      throw new ProviderError(
        `Cannot set the location because path '${text}' resolved to multiple containers. You can only the set location to a single container at a time.`,
        'PathResolvedToMultiple',
        'InvalidArgument',
        text,
        'System.Management.Automation.PSArgumentException',
      );
    if (containers.length === 0) throw pathNotFound(places.length > 0 ? drives.shownShort(places[0]) : text);
    return containers[0];
  });
}

function stackNotFound(name: string): ProviderError {
  return new ProviderError(
    `Cannot find location stack '${name}'. It does not exist or it is not a container.`,
    'Argument',
    'InvalidArgument',
    null,
    'System.Management.Automation.PSArgumentException',
  );
}

function stackObject(ctx: CommandContext, places: Place[]): Value {
  const drives = drivesOf(ctx);
  // The last pushed location comes first.
  return new PSList(
    [...places].reverse().map((place) => new LocationInfo(place, drives)),
    typeNamed('System.Management.Automation.PathInfoStack', 'System.Object'),
  );
}

function pathText(ctx: CommandContext, p: Bound): string | undefined {
  const value = isLiteral(p) ? p.LiteralPath : p.Path;
  return value === undefined || value === null ? undefined : ctx.text(value);
}

export const locationCmdlets: Implementations = {
  'Get-Location': {
    help: { synopsis: 'Gets information about the current working location or a location stack.' },
    process(ctx, p) {
      const drives = drivesOf(ctx);
      if (ctx.isBound('Stack') || ctx.isBound('StackName')) {
        const names = ctx.isBound('StackName') ? textsOf(ctx, p.StackName) : [drives.stackName];
        for (const name of names) {
          const stack = drives.stacks.get(name.toLowerCase());
          if (!stack) {
            ctx.writeError(stackNotFound(name).record);
            continue;
          }
          ctx.writeAll((stackObject(ctx, stack) as PSList).items);
        }
        return;
      }
      if (ctx.isBound('PSDrive')) {
        for (const name of textsOf(ctx, p.PSDrive)) {
          const drive = drives.drive(name);
          if (!drive) {
            ctx.writeError(driveNotFound(name).record);
            continue;
          }
          const path = drive.current === '' ? drive.root : drive.provider.join(drive.root, drive.current);
          ctx.write(new LocationInfo({ provider: drive.provider, drive, path }, drives));
        }
        return;
      }
      if (ctx.isBound('PSProvider')) {
        for (const name of textsOf(ctx, p.PSProvider)) {
          const provider = drives.findProvider(name);
          if (!provider) {
            ctx.writeError(providerNotFound(name).record);
            continue;
          }
          const here = drives.current;
          const drive = here.provider === provider ? here.drive : drives.all().find((one) => one.provider === provider);
          if (drive) {
            const path = drive.current === '' ? drive.root : provider.join(drive.root, drive.current);
            ctx.write(new LocationInfo({ provider, drive, path }, drives));
          }
        }
        return;
      }
      ctx.write(new LocationInfo(drives.current, drives));
    },
  },

  'Set-Location': {
    help: {
      synopsis: 'Sets the current working location to a specified location.',
      examples: [{ code: 'Set-Location HKLM:\\SOFTWARE' }],
    },
    notSimulated: ['UseTransaction'],
    process(ctx, p) {
      const drives = drivesOf(ctx);
      if (ctx.isBound('StackName')) {
        const name = ctx.text(p.StackName).toLowerCase();
        if (name !== '' && !drives.stacks.has(name)) ctx.writeError(stackNotFound(ctx.text(p.StackName)).record);
        else drives.stackName = name;
        return;
      }
      const text = pathText(ctx, p);
      if (text === undefined) return;
      const place = target(ctx, text, isLiteral(p));
      if (!place) return;
      drives.current = place;
      if (p.PassThru === true) ctx.write(new LocationInfo(place, drives));
    },
  },

  'Push-Location': {
    help: { synopsis: 'Adds the current location to the top of a location stack.' },
    notSimulated: ['UseTransaction'],
    process(ctx, p) {
      const drives = drivesOf(ctx);
      const text = pathText(ctx, p);
      const place = text === undefined || text === '' ? undefined : target(ctx, text, isLiteral(p));
      if (text !== undefined && text !== '' && !place) return;
      const name = ctx.isBound('StackName') ? ctx.text(p.StackName).toLowerCase() : drives.stackName;
      const stack = drives.stacks.get(name) ?? [];
      drives.stacks.set(name, stack);
      stack.push(drives.current);
      if (place) drives.current = place;
      if (p.PassThru === true) ctx.write(new LocationInfo(drives.current, drives));
    },
  },

  'Pop-Location': {
    help: { synopsis: 'Changes the current location to the location most recently pushed to the stack.' },
    notSimulated: ['UseTransaction'],
    process(ctx, p) {
      const drives = drivesOf(ctx);
      const named = ctx.isBound('StackName');
      const name = named ? ctx.text(p.StackName).toLowerCase() : drives.stackName;
      const stack = drives.stacks.get(name);
      if (!stack) {
        ctx.writeError(stackNotFound(ctx.text(p.StackName)).record);
        return;
      }
      // An empty stack is no error: the location stays.
      const place = stack.pop();
      if (!place) return;
      drives.current = place;
      if (p.PassThru === true) ctx.write(new LocationInfo(place, drives));
    },
  },
};
