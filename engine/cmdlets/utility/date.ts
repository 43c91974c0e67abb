/** Get-Date, New-TimeSpan, Set-Date, Measure-Command. seen: GetDateCommand.cs, NewTimeSpanCommand.cs; powershell-semantics.md 14. */
import type { Bound, CommandContext } from '../../language/command';
import type { Implementation } from '../../language/runtime/command-registry';
import { formatDateTime } from '../../language/text';
import { isValidDate, partsOf, ticksOf } from '../../language/text/calendar';
import { baseOf, PSDateTime, PSEnum, PSInteger, PSTimeSpan, type Value } from '../../language/values';
import { displayHintType } from './enums';
import { carrierOf, putMember } from './member-attachment';
import { hostTime } from './session';
import { unixFormat } from './unix-format';

function integer(value: Value | undefined): number | undefined {
  const base = baseOf(value);
  if (typeof base === 'number') return base;
  return base instanceof PSInteger ? Number(base.value) : undefined;
}

const fileFormats: Record<string, { format: string; utc: boolean }> = {
  FileDate: { format: 'yyyyMMdd', utc: false },
  FileDateUniversal: { format: 'yyyyMMddZ', utc: true },
  FileDateTime: { format: 'yyyyMMddTHHmmssffff', utc: false },
  FileDateTimeUniversal: { format: 'yyyyMMddTHHmmssffffZ', utc: true },
};

/** A date with -Year, -Month ... put in their places. */
function withParts(ctx: CommandContext, p: Bound, date: PSDateTime): PSDateTime {
  const given = (name: string): number | undefined => (ctx.isBound(name) ? integer(p[name]) : undefined);
  const parts = partsOf(date.ticks);
  const year = given('Year') ?? parts.year;
  const month = given('Month') ?? parts.month;
  const day = given('Day') ?? parts.day;
  if (!isValidDate(year, month, day))
    ctx.throwTerminating({
      message: 'Year, Month, and Day parameters describe an un-representable DateTime.',
      id: 'ArgumentOutOfRangeException',
      category: 'NotSpecified',
      exceptionType: 'System.ArgumentOutOfRangeException',
    });
  const millisecond = given('Millisecond');
  const fraction = millisecond === undefined ? parts.fraction : millisecond * 10_000;
  const ticks = ticksOf(
    year,
    month,
    day,
    given('Hour') ?? parts.hour,
    given('Minute') ?? parts.minute,
    given('Second') ?? parts.second,
    fraction,
  );
  return new PSDateTime(ticks, date.kind);
}

export const getDate: Implementation = {
  process(ctx, p) {
    const time = hostTime(ctx);
    const given = baseOf(p.Date);
    let date = given instanceof PSDateTime ? given : new PSDateTime(time.nowTicks(), 'Local');
    date = withParts(ctx, p, date);
    if (ctx.isBound('UFormat')) {
      ctx.write(unixFormat(date, ctx.text(p.UFormat), time.utcOffsetMinutes()));
      return;
    }
    if (ctx.isBound('Format')) {
      const text = ctx.text(p.Format);
      const file = Object.entries(fileFormats).find(([name]) => name.toLowerCase() === text.toLowerCase())?.[1];
      const shown =
        file?.utc && date.kind !== 'Utc'
          ? new PSDateTime(date.ticks - BigInt(time.utcOffsetMinutes()) * 600_000_000n, 'Utc')
          : date;
      ctx.write(formatDateTime(shown, file?.format ?? text));
      return;
    }
    const hint = baseOf(p.DisplayHint);
    const value = hint instanceof PSEnum ? hint : new PSEnum(displayHintType, 2);
    // A fresh object each time: the hint must not be seen on the date that came in.
    const carrier = carrierOf(new PSDateTime(date.ticks, date.kind));
    putMember(carrier, { kind: 'NoteProperty', name: 'DisplayHint', value });
    ctx.write(carrier);
  },
};

export const newTimeSpan: Implementation = {
  process(ctx, p) {
    if (ctx.isBound('Days') || ctx.isBound('Hours') || ctx.isBound('Minutes') || ctx.isBound('Seconds')) {
      const seconds =
        BigInt(integer(p.Days) ?? 0) * 86400n +
        BigInt(integer(p.Hours) ?? 0) * 3600n +
        BigInt(integer(p.Minutes) ?? 0) * 60n +
        BigInt(integer(p.Seconds) ?? 0);
      ctx.write(new PSTimeSpan(seconds * 10_000_000n));
      return;
    }
    const now = hostTime(ctx).nowTicks();
    const ticks = (value: Value | undefined): bigint => {
      const base = baseOf(value);
      return base instanceof PSDateTime ? base.ticks : now;
    };
    ctx.write(new PSTimeSpan(ticks(p.End) - ticks(p.Start)));
  },
};

export const measureCommand: Implementation = {
  begin(ctx) {
    ctx.state.ticks = 0n;
  },
  *process(ctx, p) {
    const time = hostTime(ctx);
    const start = time.nowTicks();
    yield* ctx.invoke(p.Expression, ctx.isBound('InputObject') ? { underscore: p.InputObject } : {});
    ctx.state.ticks = (ctx.state.ticks as bigint) + time.nowTicks() - start;
  },
  end(ctx) {
    ctx.write(new PSTimeSpan(ctx.state.ticks as bigint));
  },
};
