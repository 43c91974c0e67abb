import type { CommandAst, CommandElementAst, CommandParameterAst } from '../ast';
import { textOf } from '../ast';
import { isConstant, type PlainConstant, plainConstant } from './constant-check';
import type { ErrorReporter } from './parse-error';
import type { RequiredModule, ScriptRequirements } from './script-requirements';

interface Requirements {
  requiredApplicationId: string | undefined;
  requiredPSVersion: string | undefined;
  requiredPSEditions: string[];
  requiredModules: RequiredModule[];
  requiredSnapIns: { name: string; version: string | undefined }[];
  requiredAssemblies: string[];
  isElevationRequired: boolean;
}

/**
 * What the `#requires` lines of a script ask for; each line was parsed as a command.
 * seen: PowerShell engine, Tokenizer.GetScriptRequirements
 */
export function scriptRequirements(
  lines: readonly CommandAst[],
  errors: ErrorReporter,
): ScriptRequirements | undefined {
  if (lines.length === 0) return undefined;
  const found: Requirements = {
    requiredApplicationId: undefined,
    requiredPSVersion: undefined,
    requiredPSEditions: [],
    requiredModules: [],
    requiredSnapIns: [],
    requiredAssemblies: [],
    isElevationRequired: false,
  };
  for (const line of lines) new RequiresLine(line, found, errors).run();
  return found;
}

const versionText = /^\d+(?:\.\d+){1,3}$/;

class RequiresLine {
  private readonly line: CommandAst;
  private readonly found: Requirements;
  private readonly errors: ErrorReporter;
  private snapIn: string | undefined;
  private snapInVersion: string | undefined;
  private hasSnapIn = false;

  constructor(line: CommandAst, found: Requirements, errors: ErrorReporter) {
    this.line = line;
    this.found = found;
    this.errors = errors;
  }

  run(): void {
    if (this.line.getCommandName()?.toLowerCase() !== 'requires') {
      this.errors.reportErrorAt(this.line, 'ScriptRequiresInvalidFormat');
    }
    const elements = this.line.commandElements;
    this.hasSnapIn = elements.slice(1).some((e) => e.type === 'CommandParameterAst' && isNamed(e, 'pssnapin'));
    for (let i = 1; i < elements.length; i++) {
      const element = elements[i];
      if (element.type !== 'CommandParameterAst') {
        this.errors.reportErrorAt(element, 'ScriptRequiresInvalidFormat');
        continue;
      }
      let argument: CommandElementAst | undefined = element.argument;
      if (argument === undefined && i + 1 < elements.length) argument = elements[++i];
      this.parameter(element, argument);
    }
    if (this.snapIn !== undefined) {
      this.found.requiredSnapIns.push({ name: this.snapIn, version: this.snapInVersion });
    }
  }

  private parameter(parameter: CommandParameterAst, argument: CommandElementAst | undefined): void {
    if (isNamed(parameter, 'runasadministrator')) {
      this.found.isElevationRequired = true;
      if (argument !== undefined) {
        this.errors.reportErrorAt(parameter, 'ParameterCannotHaveArgument', parameter.parameterName);
      }
      return;
    }
    if (argument === undefined) {
      this.errors.reportErrorAt(parameter, 'ParameterRequiresArgument', parameter.parameterName);
      return;
    }
    if (!isConstant(argument, 'requires', () => true)) {
      this.errors.reportErrorAt(argument, 'RequiresArgumentMustBeConstant');
      return;
    }
    const value = plainConstant(argument);
    const isText = argument.type === 'StringConstantExpressionAst';
    const invalidText = (name: string): void =>
      this.errors.reportErrorAt(argument, 'RequiresInvalidStringArgument', name);
    const twice = (name: string): void => this.errors.reportErrorAt(parameter, 'ParameterAlreadyBound', '', name);
    if (isNamed(parameter, 'shellid')) {
      if (this.found.requiredApplicationId !== undefined) twice('shellid');
      else if (!isText || typeof value !== 'string') invalidText('shellid');
      else this.found.requiredApplicationId = value;
    } else if (isNamed(parameter, 'pssnapin')) {
      if (!isText || typeof value !== 'string') invalidText('pssnapin');
      else if (this.snapIn !== undefined) twice('pssnapin');
      else this.snapIn = value;
    } else if (isNamed(parameter, 'psedition')) {
      for (const item of Array.isArray(value) ? value : [value]) this.edition(argument, item, invalidText);
    } else if (isNamed(parameter, 'version')) {
      this.version(argument, isText && typeof value === 'string' ? value : textOf(argument), twice);
    } else if (isNamed(parameter, 'assembly')) {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (typeof item !== 'string') invalidText('assembly');
        else if (!this.found.requiredAssemblies.includes(item)) this.found.requiredAssemblies.push(item);
      }
    } else if (isNamed(parameter, 'modules')) {
      for (const item of Array.isArray(value) ? value : [value]) {
        const module = moduleOf(item);
        if (module === undefined) {
          this.errors.reportErrorAt(argument, 'RequiresModuleInvalid', '');
          break;
        }
        this.found.requiredModules.push(module);
      }
    } else {
      this.errors.reportErrorAt(parameter, 'ScriptRequiresInvalidFormat');
    }
  }

  private edition(argument: CommandElementAst, value: PlainConstant, invalidText: (name: string) => void): void {
    if (typeof value !== 'string') {
      invalidText('psedition');
      return;
    }
    if (!/^(?:desktop|core)$/i.test(value)) {
      this.errors.reportErrorAt(argument, 'RequiresPSEditionInvalid', 'psedition');
    }
    if (this.found.requiredPSEditions.some((e) => e.toLowerCase() === value.toLowerCase())) {
      this.errors.reportErrorAt(argument, 'RequiresPSEditionValueIsAlreadySpecified', 'psedition');
    } else {
      this.found.requiredPSEditions.push(value);
    }
  }

  private version(argument: CommandElementAst, text: string, twice: (name: string) => void): void {
    const version = /^\d+$/.test(text) ? `${text}.0` : text;
    if (!versionText.test(version)) {
      this.errors.reportErrorAt(argument, 'RequiresVersionInvalid');
    } else if (this.hasSnapIn) {
      if (this.snapInVersion !== undefined) twice('version');
      else this.snapInVersion = version;
    } else if (this.found.requiredPSVersion !== undefined && this.found.requiredPSVersion !== version) {
      twice('version');
    } else {
      this.found.requiredPSVersion = version;
    }
  }
}

function isNamed(parameter: CommandParameterAst, name: string): boolean {
  return name.startsWith(parameter.parameterName.toLowerCase());
}

function moduleOf(value: PlainConstant): RequiredModule | undefined {
  if (typeof value === 'string') {
    return { name: value, version: undefined, requiredVersion: undefined, maximumVersion: undefined, guid: undefined };
  }
  if (!(value instanceof Map)) return undefined;
  const text = (key: string): string | undefined => {
    const part = value.get(key);
    return typeof part === 'string' ? part : undefined;
  };
  const name = text('modulename');
  if (name === undefined) return undefined;
  const version = text('moduleversion');
  const requiredVersion = text('requiredversion');
  const maximumVersion = text('maximumversion');
  if (version === undefined && requiredVersion === undefined && maximumVersion === undefined) return undefined;
  return { name, version, requiredVersion, maximumVersion, guid: text('guid') };
}
