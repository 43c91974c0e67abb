/** One step of a lab, as a card in the text: task, check, what was found, hints, questions, solution. */
import clsx from 'clsx';
import { type FormEvent, type ReactNode, useContext, useId, useRef, useState } from 'react';
import { controller, useBench } from '../bench/bench-store';
import type { CheckResult } from '../bench/session-api';
import type { QuestionSummary } from '../labs-plugin/front-matter';
import styles from './components.module.css';
import { usePassed, useStartLab } from './Lab';
import { LabContext, StepHeadingContext } from './lab-context';
import { useLab } from './use-labs';

export function Step({ id, children }: { id: string; children?: ReactNode }): ReactNode {
  const labId = useContext(LabContext) ?? '';
  const lab = useLab(labId);
  const index = lab?.steps.findIndex((step) => step.id === id) ?? -1;
  const step = lab?.steps[index];
  const runs = useBench((state) => state.phase === 'ready' && state.running?.lab === labId);
  const view = useBench((state) => (state.running?.lab === labId ? state.steps[id] : undefined));
  const passed = usePassed(labId).includes(id);
  const progress = useBench((state) =>
    state.lab?.id === labId ? state.lab.steps.find((item) => item.id === id) : undefined,
  );
  const answers = useBench((state) => (state.lab?.id === labId ? state.lab.answers : undefined));
  const start = useStartLab(labId);
  const title = useId();
  const Heading = useContext(StepHeadingContext);
  if (!lab || !step) throw new Error(`The lab "${labId}" has no step "${id}".`);

  const hintsTotal = progress?.hintsTotal ?? step.hints;
  const hintsOpen = view?.hints.length ?? 0;
  return (
    <section className={styles.step} aria-labelledby={title} id={`step-${labId}-${id}`}>
      <div className={styles.stepHead}>
        <span>
          Step {index + 1} of {lab.steps.length}
        </span>
        <span className={clsx(styles.stepState, passed && styles.stepDone)}>{passed ? '✓ done' : 'not done yet'}</span>
      </div>
      <div className={styles.stepBody}>
        <Heading id={title}>{step.title}</Heading>
        {children}
      </div>
      <div aria-live="polite">
        {view?.error && (
          <p className={clsx(styles.check, styles.checkNot)}>The check could not be carried out: {view.error}</p>
        )}
        {view?.result && (
          <ul className={styles.checks}>
            {view.result.checks.map((check) => (
              <Check key={check.it} check={check} />
            ))}
          </ul>
        )}
      </div>
      {step.questions.map((question) => (
        <Question key={question.id} question={question} runs={runs} given={answers?.[question.id]} />
      ))}
      {hintsOpen > 0 && (
        <ol className={styles.hints} aria-label="Hints">
          {view?.hints.map((hint) => (
            <li key={hint}>{hint}</li>
          ))}
        </ol>
      )}
      {view?.solution && <Solution solution={view.solution} />}
      <div className={styles.actions}>
        {runs ? (
          <>
            <button
              type="button"
              className={clsx(styles.button, styles.buttonPrimary)}
              disabled={view?.checking}
              onClick={() => void controller().then((c) => c.check(id))}
            >
              {view?.checking ? 'Checking …' : 'Check my work'}
            </button>
            {hintsTotal > 0 && (
              <button
                type="button"
                className={styles.button}
                disabled={hintsOpen >= hintsTotal}
                onClick={() => void controller().then((c) => c.hint(id))}
              >
                {hintsOpen >= hintsTotal
                  ? `All ${hintsTotal} hints are open`
                  : `Hint ${hintsOpen + 1} of ${hintsTotal}`}
              </button>
            )}
            {!view?.solution && <SolutionButton step={id} />}
            <AgainButton />
          </>
        ) : (
          <button type="button" className={styles.button} onClick={start}>
            Start this lab to check your work
          </button>
        )}
      </div>
    </section>
  );
}

function Check({ check }: { check: CheckResult }): ReactNode {
  const state = check.ok ? 'right' : check.broken || check.skipped ? 'not checked' : 'not yet';
  return (
    <li
      className={clsx(
        styles.check,
        check.ok ? styles.checkOk : check.broken || check.skipped ? styles.checkNot : styles.checkBad,
      )}
    >
      <span className="srOnly">{state}: </span>
      {check.it}
      {!check.ok && (check.found || check.wanted || check.because || check.lastChangedBy) && (
        <dl>
          {check.found && (
            <>
              <dt>found</dt>
              <dd className={styles.mono}>{check.found}</dd>
            </>
          )}
          {check.wanted && (
            <>
              <dt>wanted</dt>
              <dd className={styles.mono}>{check.wanted}</dd>
            </>
          )}
          {check.because && (
            <>
              <dt>because</dt>
              <dd>{check.because}</dd>
            </>
          )}
          {check.lastChangedBy && (
            <>
              <dt>last changed by</dt>
              <dd className={styles.mono}>{check.lastChangedBy}</dd>
            </>
          )}
        </dl>
      )}
    </li>
  );
}

/** The solution is one more click away, and says what it costs. */
function SolutionButton({ step }: { step: string }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  return (
    <>
      <button
        type="button"
        className={clsx(styles.button, styles.buttonQuiet)}
        onClick={() => dialog.current?.showModal()}
      >
        Solution …
      </button>
      <dialog ref={dialog} className={styles.lab} aria-labelledby={title}>
        <h3 id={title}>See the solution?</h3>
        <p>You will remember more of what you find yourself. There may be a hint left.</p>
        <div className={styles.labHead}>
          <button
            type="button"
            className={styles.button}
            onClick={() => {
              dialog.current?.close();
              void controller().then((c) => c.solution(step));
            }}
          >
            Show it
          </button>
          <button
            type="button"
            className={clsx(styles.button, styles.buttonPrimary)}
            onClick={() => dialog.current?.close()}
          >
            Not yet
          </button>
        </div>
      </dialog>
    </>
  );
}

function Solution({ solution }: { solution: { name: string; text: string }[] }): ReactNode {
  return (
    <div className={styles.solution}>
      <b>{solution.length > 1 ? 'There is more than one way:' : 'One way to do it:'}</b>
      {solution.map(({ name, text }) => (
        <div key={name}>
          {solution.length > 1 && <span className={styles.labMeta}>{name}</span>}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
          <pre tabIndex={0}>{text}</pre>
        </div>
      ))}
    </div>
  );
}

function AgainButton(): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const empty = useBench((state) => state.log.length === 0);
  return (
    <>
      <button
        type="button"
        className={clsx(styles.button, styles.buttonQuiet, styles.buttonRight)}
        disabled={empty}
        onClick={() => void controller().then((c) => c.undo())}
      >
        Undo
      </button>
      <button
        type="button"
        className={clsx(styles.button, styles.buttonQuiet)}
        disabled={empty}
        onClick={() => dialog.current?.showModal()}
      >
        Start again
      </button>
      <dialog ref={dialog} className={styles.lab} aria-labelledby={title}>
        <h3 id={title}>Start this lab again?</h3>
        <p>The machines will be as they were in the beginning, and what you did is put away.</p>
        <div className={styles.labHead}>
          <button
            type="button"
            className={styles.button}
            onClick={() => {
              dialog.current?.close();
              void controller().then((c) => c.reset());
            }}
          >
            Start again
          </button>
          <button
            type="button"
            className={clsx(styles.button, styles.buttonPrimary)}
            onClick={() => dialog.current?.close()}
          >
            Go on
          </button>
        </div>
      </dialog>
    </>
  );
}

interface QuestionProps {
  question: QuestionSummary;
  runs: boolean;
  given: { given: string; ok: boolean; message: string } | undefined;
}

function Question({ question, runs, given }: QuestionProps): ReactNode {
  const [value, setValue] = useState('');
  const [said, setSaid] = useState<{ ok: boolean; message: string }>();
  const name = useId();
  const shown = said ?? given;
  const current = value || given?.given || '';
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (current === '') return;
    const answered = await (await controller()).answer(question.id, current);
    if (answered) setSaid(answered);
  };
  const row = (
    <div className={styles.answerRow}>
      {question.kind !== 'choice' && (
        <>
          <input
            id={name}
            type="text"
            inputMode={question.kind === 'number' ? 'decimal' : 'text'}
            value={current}
            disabled={!runs}
            onChange={(event) => setValue(event.target.value)}
            autoComplete="off"
          />
          {question.unit && <span>{question.unit}</span>}
        </>
      )}
      <button type="submit" className={styles.button} disabled={!runs || current === ''}>
        Answer
      </button>
    </div>
  );
  return (
    <form onSubmit={send}>
      {question.kind === 'choice' ? (
        <fieldset className={styles.question}>
          <legend>{question.text}</legend>
          <div className={styles.choices}>
            {question.choices?.map((choice) => (
              <label key={choice}>
                <input
                  type="radio"
                  name={name}
                  value={choice}
                  disabled={!runs}
                  checked={current === choice}
                  onChange={() => setValue(choice)}
                />
                {choice}
              </label>
            ))}
          </div>
          {row}
          <Said said={shown} />
        </fieldset>
      ) : (
        <div className={styles.question}>
          <label htmlFor={name} className={styles.questionText}>
            {question.text}
          </label>
          {row}
          <Said said={shown} />
        </div>
      )}
    </form>
  );
}

function Said({ said }: { said: { ok: boolean; message: string } | undefined }): ReactNode {
  return (
    <p className={clsx(styles.answerSaid, said && (said.ok ? styles.answerOk : styles.answerBad))} role="status">
      {said ? `${said.ok ? '✓' : '✕'} ${said.message}` : ''}
    </p>
  );
}
