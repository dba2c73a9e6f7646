package io.sepia.stress;

import static io.sepia.stress.Stores.MUTANT;
import static io.sepia.stress.Stores.STORE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sepia.error.ObjectExistsException;
import io.sepia.stress.Stores.Counter;
import io.sepia.stress.Stores.Plain;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Two inserts of one id. Mutant: each looks whether the id exists, then saves. */
@JCStressTest
@Outcome(id = {"true, false, true", "false, true, true"}, expect = ACCEPTABLE, desc = "one insert succeeds")
@Outcome(expect = FORBIDDEN, desc = "both or none succeed, or an object has a wrong version")
@State
public class InsertStress {
    private final String id = Stores.freshId();
    private final Counter first = Counter.of(id, 1);
    private final Counter second = Counter.of(id, 2);

    private static boolean insert(Counter counter) {
        if (MUTANT) {
            boolean free = !STORE.exists(Plain.class, counter.id);
            if (free) {
                STORE.save(new Plain(counter.id, counter.n));
            }
            return free;
        }
        try {
            STORE.insert(counter);
            return true;
        } catch (ObjectExistsException e) {
            return false;
        }
    }

    @Actor
    public void insert(ZZZ_Result result) {
        result.r1 = insert(first);
    }

    @Actor
    public void insertToo(ZZZ_Result result) {
        result.r2 = insert(second);
    }

    @Arbiter
    public void after(ZZZ_Result result) {
        if (MUTANT) {
            result.r3 = true;
            return;
        }
        Counter stored = STORE.load(Counter.class, id);
        Counter winner = result.r1 ? first : second;
        Counter loser = result.r1 ? second : first;
        result.r3 = stored.n == winner.n && stored.version == 1 && winner.version == 1 && loser.version == 0;
    }
}
