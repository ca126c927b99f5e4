package com.brievio.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.conformance.Budget;
import com.brievio.conformance.Estimate;
import com.brievio.conformance.Level;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.RunListener;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import com.brievio.conformance.Verdict;
import com.brievio.fixtures.endpoint.Answer;
import com.brievio.fixtures.endpoint.Defect;
import com.brievio.fixtures.endpoint.FaithfulEndpoint;
import com.brievio.fixtures.simulation.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A MUST that fails is asked once more (conformance.md 2.0, retry policy). */
class SecondLookTest {
    private static final String KEY = "sk-faithful-0123456789";
    private static final String CHECK = "chat.envelope.object";

    /** An endpoint that names the wrong object in its first answers after the negotiation. */
    private static final class Forgetful implements RunListener {
        private final int wrongAnswers;
        private final AtomicInteger answers = new AtomicInteger();
        private volatile int negotiation = Integer.MAX_VALUE;

        Forgetful(int wrongAnswers) {
            this.wrongAnswers = wrongAnswers;
        }

        @Override
        public void planned(Target target, Traits traits, int checks, Estimate estimate) {
            negotiation = answers.get();
        }

        Defect defect() {
            return new Defect("forgetful", _ -> null, r -> r, (_, a) -> answer(a));
        }

        private Answer answer(Answer answer) {
            int count = answers.incrementAndGet();
            boolean wrong = count > negotiation && count - negotiation <= wrongAnswers;
            return wrong && answer instanceof Answer.Whole w
                    ? new Answer.Whole(
                            w.about(),
                            w.status(),
                            w.headers(),
                            w.body().replace("chat.completion", "completion"))
                    : answer;
        }

        Report judged(int budget, boolean strict) throws InterruptedException {
            try (FaithfulEndpoint endpoint = FaithfulEndpoint.start(KEY, Pace.INSTANT, defect())) {
                RunOptions options =
                        new RunOptions(
                                List.of(Profile.CORE),
                                List.of(CHECK),
                                List.of(),
                                Level.MAY,
                                Duration.ofSeconds(30),
                                4,
                                Set.of(),
                                Set.of(),
                                new Budget(budget, Integer.MAX_VALUE),
                                strict,
                                null,
                                this);
                Target target = Target.of(endpoint.baseUrl(), FaithfulEndpoint.MODEL, KEY);
                return new ConformanceRun(target, options).report();
            }
        }
    }

    private static final int PLENTY = 1000;

    private static Outcome outcome(Report report) {
        return report.outcomes().getFirst();
    }

    @Test
    void whatFailsOnceIsFlaky() throws InterruptedException {
        Outcome outcome = outcome(new Forgetful(1).judged(PLENTY, false));
        assertThat(outcome.status()).isEqualTo(Status.WARN);
        assertThat(outcome.message()).startsWith("flaky: ").contains("completion");
        assertThat(outcome.evidence()).isNotEmpty();
    }

    @Test
    void whatFailsOnceFailsWhereThatIsAskedFor() throws InterruptedException {
        Outcome outcome = outcome(new Forgetful(1).judged(PLENTY, true));
        assertThat(outcome.status()).isEqualTo(Status.FAIL);
        assertThat(outcome.message()).startsWith("flaky: ");
    }

    @Test
    void whatFailsTwiceFails() throws InterruptedException {
        Outcome outcome = outcome(new Forgetful(2).judged(PLENTY, false));
        assertThat(outcome.status()).isEqualTo(Status.FAIL);
        assertThat(outcome.message()).doesNotContain("flaky");
    }

    @Test
    void aFailureStandsWhereTheBudgetHasNoSecondLook() throws InterruptedException {
        Forgetful first = new Forgetful(1);
        first.judged(PLENTY, false);
        Report report = new Forgetful(1).judged(first.negotiation + 1, false);
        assertThat(outcome(report).status()).isEqualTo(Status.FAIL);
        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void aSpentBudgetLeavesTheVerdictOpen() throws InterruptedException {
        Report report = new Forgetful(0).judged(1, false);
        assertThat(outcome(report).status()).isEqualTo(Status.SKIP);
        assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(report.undecided(Profile.CORE)).containsExactly(CHECK);
        assertThat(report.whole()).isFalse();
    }
}
