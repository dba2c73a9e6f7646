package io.sepia.internal.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * An external commit, concurrent with reads at a staleness of 0. Mutant: polls do not notice the commit.
 */
@JCStressTest
@Outcome(id = {"0, 0, 11", "0, 11, 11", "11, 11, 11"}, expect = ACCEPTABLE, desc = "in order, both documents together")
@Outcome(expect = FORBIDDEN, desc = "half a pair, or an old document after a new one")
@State
public class ExternalPairStress {
    private final FakeStore store = new FakeStore(0, !FakeStore.MUTANT);

    @Actor
    public void commitExternally() {
        store.version = 1;
    }

    @Actor
    public void read(III_Result result) {
        result.r1 = store.readSnapshot(false);
        result.r2 = store.read();
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = store.read();
    }
}
