/** Get-, New- and Remove-PSDrive, Get-PSProvider. seen: Navigation.cs, GetPSDriveCommand; NavigationResources */
import type { Implementations } from '../../language/runtime/command-registry';
import { hasWildcards, matchesWildcard } from '../../language/text/wildcard';
import { textsOf } from '../hyper-v/service';
import { driveNotFound, drivesOf, type PSDriveInfo, providerNotFound } from './drives';
import { ProviderError } from './item-provider';

export const driveCmdlets: Implementations = {
  'Get-PSDrive': {
    help: { synopsis: 'Gets drives in the current session.' },
    notSimulated: ['UseTransaction'],
    process(ctx, p) {
      const drives = drivesOf(ctx);
      const literal = ctx.isBound('LiteralName');
      const names = literal ? textsOf(ctx, p.LiteralName) : ctx.isBound('Name') ? textsOf(ctx, p.Name) : ['*'];
      const providers = ctx.isBound('PSProvider') ? textsOf(ctx, p.PSProvider) : undefined;
      for (const name of names) {
        const pattern = name.replace(/:$/, '');
        const found = drives
          .all()
          .filter((drive) =>
            literal ? drive.name.toLowerCase() === pattern.toLowerCase() : matchesWildcard(drive.name, pattern),
          );
        if (found.length === 0 && (literal || !hasWildcards(pattern))) {
          ctx.writeError({ ...driveNotFound(pattern).record, id: 'GetLocationNoMatchingDrive' });
          continue;
        }
        for (const drive of found)
          if (!providers || providers.some((provider) => matchesWildcard(drive.provider.name, provider)))
            ctx.write(drive);
      }
    },
  },

  'New-PSDrive': {
    help: {
      synopsis: 'Creates temporary and persistent mapped network drives.',
      examples: [{ code: 'New-PSDrive -Name V -PSProvider FileSystem -Root \\\\FS01\\VMs' }],
    },
    notSimulated: ['UseTransaction', 'Credential', 'Persist'],
    *process(ctx, p) {
      const drives = drivesOf(ctx);
      const name = ctx.text(p.Name);
      const provider = drives.findProvider(ctx.text(p.PSProvider));
      if (!provider) return ctx.throwTerminating(providerNotFound(ctx.text(p.PSProvider)).record);
      if (/[;~/\\.:]/.test(name))
        return ctx.throwTerminating({
          message:
            'Cannot process the drive name because the drive name contains one or more of the following characters that are not valid: ; ~ / \\ . :',
          id: 'Argument',
          category: 'InvalidArgument',
          exceptionType: 'System.Management.Automation.PSArgumentException',
        });
      const given = ctx.text(p.Root);
      if (
        !(yield* ctx.shouldProcess(
          `Name: ${name} Provider: Microsoft.PowerShell.Core\\${provider.name} Root: ${given}`,
          'New drive',
        ))
      )
        return;
      if (drives.drive(name))
        return ctx.throwTerminating({
          message: `A drive with the name '${name}' already exists.`,
          id: 'DriveAlreadyExists',
          category: 'ResourceExists',
          target: name,
          exceptionType: 'System.Management.Automation.SessionStateException',
        });
      let root: string;
      try {
        root = provider.name === 'Registry' && !given.includes(':') ? given : drives.resolve(given).path;
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        return ctx.throwTerminating(error.record);
      }
      if (provider.isNavigation && !provider.isContainer(root))
        return ctx.throwTerminating(
          provider.name === 'Registry'
            ? {
                message: 'Unable to create a drive with the specified root. The root path does not exist.',
                id: 'NewDriveRootDoesNotExist',
                category: 'InvalidArgument',
                target: given,
                exceptionType: 'System.ArgumentException',
              }
            : {
                message: `The specified drive root "${given}" either does not exist, or it is not a folder.`,
                id: 'DriveRootError',
                category: 'ReadError',
                target: name,
                exceptionType: 'System.IO.IOException',
              },
        );
      const description = ctx.isBound('Description') ? ctx.text(p.Description) : '';
      ctx.write(drives.add(name, provider, provider.isNavigation ? root : '', description));
    },
  },

  'Remove-PSDrive': {
    help: { synopsis: 'Deletes temporary PowerShell drives and disconnects mapped network drives.' },
    notSimulated: ['UseTransaction'],
    *process(ctx, p) {
      const drives = drivesOf(ctx);
      const literal = ctx.isBound('LiteralName');
      const wanted = ctx.isBound('PSProvider') ? textsOf(ctx, p.PSProvider) : undefined;
      for (const name of textsOf(ctx, literal ? p.LiteralName : p.Name)) {
        const found: PSDriveInfo[] = drives
          .all()
          .filter(
            (drive) =>
              (literal ? drive.name.toLowerCase() === name.toLowerCase() : matchesWildcard(drive.name, name)) &&
              (!wanted || wanted.some((provider) => matchesWildcard(drive.provider.name, provider))),
          );
        if (found.length === 0 && (literal || !hasWildcards(name))) {
          ctx.writeError(driveNotFound(name).record);
          continue;
        }
        for (const drive of found) {
          const label = `Name: ${drive.name} Provider: Microsoft.PowerShell.Core\\${drive.provider.name} Root: ${drive.root}`;
          if (!(yield* ctx.shouldProcess(label, 'Remove Drive'))) continue;
          if (drives.current.drive === drive && p.Force !== true) {
            ctx.writeError({
              message: `Cannot remove drive '${drive.name}' because it is in use.`,
              id: 'InvalidOperation',
              category: 'InvalidOperation',
              target: drive.name,
              exceptionType: 'System.Management.Automation.PSInvalidOperationException',
            });
            continue;
          }
          drives.remove(drive);
        }
      }
    },
  },

  'Get-PSProvider': {
    help: { synopsis: 'Gets information about the specified PowerShell provider.' },
    process(ctx, p) {
      const drives = drivesOf(ctx);
      if (!ctx.isBound('PSProvider')) {
        for (const provider of drives.providers) ctx.write(drives.providerInfo(provider));
        return;
      }
      for (const name of textsOf(ctx, p.PSProvider)) {
        const short = name.replace(/^Microsoft\.PowerShell\.Core\\/i, '');
        const found = drives.providers.filter((provider) => matchesWildcard(provider.name, short));
        if (found.length === 0 && !hasWildcards(short)) ctx.writeError(providerNotFound(name).record);
        for (const provider of found) ctx.write(drives.providerInfo(provider));
      }
    },
  },
};
