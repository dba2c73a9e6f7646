package io.sepia.stress;

import static io.sepia.stress.Stores.MUTANT;
import static io.sepia.stress.Stores.STORE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sepia.stress.Stores.Counter;
import io.sepia.stress.Stores.Plain;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two read-modify-writes of one object. Mutant: a load and a save of an object without a version. */
@JCStressTest
@Outcome(id = "2, 3", expect = ACCEPTABLE, desc = "both updates are stored")
@Outcome(expect = FORBIDDEN, desc = "a lost update")
@State
public class UpdateStress {
    private final String id = Stores.freshId();

    public UpdateStress() {
        if (MUTANT) {
            STORE.insert(new Plain(id, 0));
        } else {
            STORE.insert(Counter.of(id, 0));
        }
    }

    private void increment() {
        if (MUTANT) {
            Plain plain = STORE.load(Plain.class, id);
            STORE.save(new Plain(id, plain.n() + 1));
            return;
        }
        STORE.update(Counter.class, id, counter -> {
            counter.n++;
            return counter;
        });
    }

    @Actor
    public void update() {
        increment();
    }

    @Actor
    public void updateToo() {
        increment();
    }

    @Arbiter
    public void after(II_Result result) {
        if (MUTANT) {
            result.r1 = STORE.load(Plain.class, id).n();
            result.r2 = 3;
            return;
        }
        Counter stored = STORE.load(Counter.class, id);
        result.r1 = stored.n;
        result.r2 = (int) stored.version;
    }
}
