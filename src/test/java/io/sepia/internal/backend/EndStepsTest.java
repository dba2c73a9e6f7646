package io.sepia.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndStepsTest {
    private final List<String> done = new ArrayList<>();
    private final Error first = new StackOverflowError("first");
    private final RuntimeException second = new IllegalStateException("second");

    private EndSteps all(EndSteps steps) {
        return steps.run(() -> {
                    throw first;
                })
                .run(() -> done.add("between"))
                .run(() -> {
                    throw second;
                })
                .run(() -> done.add("last"));
    }

    @Test
    void end_throwsTheFirstFailureAfterAllSteps() {
        EndSteps steps = all(EndSteps.all());
        assertThat(done).containsExactly("between", "last");
        assertThatThrownBy(steps::end).isSameAs(first).hasSuppressedException(second);
    }

    @Test
    void end_becauseOfAFailure_suppressesAllFailuresInIt() {
        Exception because = new Exception("because");
        assertThatCode(() -> all(EndSteps.because(because)).end()).doesNotThrowAnyException();
        assertThat(done).containsExactly("between", "last");
        assertThat(because).hasSuppressedException(first).hasSuppressedException(second);
    }

    @Test
    void end_withoutFailures_returns() {
        assertThatCode(() -> EndSteps.all().run(() -> done.add("only")).end()).doesNotThrowAnyException();
    }
}
