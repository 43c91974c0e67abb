/**
 * What the engine throws. `NetException` stands for an exception of a .NET method, `PSRuntimeException` for an error of the
 * language itself (cast, operator, missing method), which already knows its error id and category. Whoever catches them
 * (the interpreter) makes the ErrorRecord with position. As values (`$_.Exception`) both are `PSException`.
 */
import type { ErrorCategoryName } from './command';
import type { NetType } from './types';
import { findType } from './types';
import type { Value } from './values';
import { knownTypes, NetObject } from './values';

/** Facts an exception can carry besides its message. */
export interface ExceptionDetails {
  inner?: PSException;
  hresult?: number;
  /** Further properties by name: ParamName, ActualValue, FileName ... */
  properties?: Record<string, Value>;
}

/** A System.Exception or a type derived from it, as a value. */
export class PSException extends NetObject {
  /** The ErrorRecord of exceptions that have one (RuntimeException and derived); set by the interpreter. */
  errorRecord: Value = null;
  data: Value = null;
  helpLink: string | null = null;
  source: string | null = null;
  hresult: number;
  /** Further properties: ParamName, ActualValue, ErrorId ... */
  readonly extra: Record<string, Value>;
  readonly inner: PSException | undefined;
  constructor(
    readonly netType: NetType,
    public message: string,
    details: ExceptionDetails = {},
  ) {
    super();
    this.inner = details.inner;
    this.hresult = details.hresult ?? -2146233088;
    this.extra = details.properties ?? {};
  }
}

/** The registered type of an exception; an unknown name counts as System.Exception. */
export function exceptionType(name: string): NetType {
  return findType(name) ?? knownTypes['System.Exception']!;
}

/** Makes an exception value. */
export function makeException(typeName: string, message: string, details?: ExceptionDetails): PSException {
  return new PSException(exceptionType(typeName), message, details);
}

/** Thrown by .NET members. The method adapter wraps it in MethodInvocationException where PowerShell does. */
export class NetException extends Error {
  private made: PSException | undefined;
  constructor(
    readonly typeName: string,
    message: string,
    readonly details: ExceptionDetails = {},
  ) {
    super(message);
  }
  get inner(): PSException | undefined {
    return this.details.inner;
  }
  /** The exception as a value; the same object each time. */
  get exception(): PSException {
    this.made ??= makeException(this.typeName, this.message, this.details);
    return this.made;
  }
  /** Throws a value that is an exception already. */
  static of(exception: PSException): NetException {
    const thrown = new NetException(exception.netType.fullName, exception.message);
    thrown.made = exception;
    return thrown;
  }
}

/** What `PSRuntimeException` takes besides message and id. */
export interface RuntimeErrorOptions {
  category?: ErrorCategoryName;
  target?: Value;
  /** Full .NET name; default System.Management.Automation.RuntimeException. */
  exceptionType?: string;
  inner?: PSException;
  properties?: Record<string, Value>;
}

/** A statement-terminating error of the engine: message, error id (whole FullyQualifiedErrorId), category. */
export class PSRuntimeException extends Error {
  readonly id: string;
  readonly category: ErrorCategoryName;
  readonly target: Value;
  readonly exceptionType: string;
  readonly inner: PSException | undefined;
  readonly properties: Record<string, Value> | undefined;
  private made: PSException | undefined;
  constructor(message: string, id: string, options: RuntimeErrorOptions = {}) {
    super(message);
    this.id = id;
    this.category = options.category ?? 'InvalidOperation';
    this.target = options.target ?? null;
    this.exceptionType = options.exceptionType ?? 'System.Management.Automation.RuntimeException';
    this.inner = options.inner;
    this.properties = options.properties;
  }
  get exception(): PSException {
    this.made ??= makeException(this.exceptionType, this.message, { inner: this.inner, properties: this.properties });
    return this.made;
  }
}

/** A conversion that failed. As an exception it is a RuntimeException around a PSInvalidCastException, which `catch` finds too. */
export class PSInvalidCastException extends PSRuntimeException {
  constructor(
    message: string,
    id: string,
    /** The .NET exception behind it. */
    readonly reason?: PSException,
  ) {
    super(message, id, {
      category: 'InvalidArgument',
      inner: makeException('System.Management.Automation.PSInvalidCastException', message, { inner: reason }),
    });
  }
}

/** Either kind of error of ours, or undefined for a mistake in our own code. */
export function exceptionOf(thrown: unknown): PSException | undefined {
  return thrown instanceof NetException || thrown instanceof PSRuntimeException ? thrown.exception : undefined;
}

/** A text or list that grew beyond what JavaScript can hold. */
export function isMemoryFailure(error: unknown): boolean {
  return error instanceof RangeError && /invalid (?:string|array|count|typed array)/i.test(error.message);
}

export function outOfMemory(): NetException {
  return new NetException('System.OutOfMemoryException', "Exception of type 'System.OutOfMemoryException' was thrown.");
}
