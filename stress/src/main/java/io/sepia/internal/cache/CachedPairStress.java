package io.sepia.internal.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sepia.internal.backend.Effects;
import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A commit of this store, concurrent with a read in a snapshot and a read of the cache. Mutant: the reader takes its
 * stamp after its snapshot.
 */
@JCStressTest
@Outcome(id = {"0, 0, 11", "0, 11, 11", "11, 11, 11"}, expect = ACCEPTABLE, desc = "in order, both documents together")
@Outcome(expect = FORBIDDEN, desc = "half a pair, or an old document after a new one")
@State
public class CachedPairStress {
    private final FakeStore store = new FakeStore(3_600_000, false);

    @Actor
    public void write() {
        PendingWrites writes = store.cache.beginWrites();
        Effects.Extent both = new Effects.Extent.Keys(List.of(FakeStore.A, FakeStore.B));
        writes.enter(new Effects(Effects.Verb.SAVE, both, 2, Map.of(), List.of()));
        store.version = 1;
        writes.end();
    }

    @Actor
    public void read(III_Result result) {
        result.r1 = store.readSnapshot(FakeStore.MUTANT);
        result.r2 = store.read();
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = store.read();
    }
}
