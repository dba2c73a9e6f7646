package io.sepia.trial;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Capability;
import io.sepia.internal.backend.Joining;
import io.sepia.internal.backend.StorageBackend;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A backend that pauses and fails around locks, writes and commits, and breaks a rule if there is a mutant. */
final class FaultyBackend implements StorageBackend {
    private final StorageBackend backend;
    private final Faults faults;
    private final Mutant mutant;
    private final @Nullable Joining joining;

    FaultyBackend(StorageBackend backend, Faults faults, Mutant mutant) {
        this.backend = backend;
        this.faults = faults;
        this.mutant = mutant;
        this.joining = backend.capability(Joining.class)
                .map(each -> new FaultyJoining(each, faults, mutant))
                .orElse(null);
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public BackendTransaction begin(Access access) {
        if (access == Access.READ_ONLY) {
            return mutant.reading(backend.begin(access));
        }
        faults.beforeLock();
        return new FaultyTransaction(mutant.around(backend.begin(access)), faults, true);
    }

    @Override
    public <T extends @Nullable Object> T read(Function<? super BackendTransaction, ? extends T> work) {
        return backend.read(transaction -> work.apply(mutant.reading(transaction)));
    }

    @Override
    public <T extends @Nullable Object> T write(Function<? super BackendTransaction, ? extends T> work) {
        faults.beforeLock();
        T result = backend.write(transaction -> {
            T made = work.apply(new FaultyTransaction(mutant.around(transaction), faults, true));
            faults.pause();
            return made;
        });
        faults.afterCommit();
        return result;
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return type == Joining.class ? Optional.ofNullable(joining).map(type::cast) : backend.capability(type);
    }

    @Override
    public void keepChanges(boolean keep) {
        backend.keepChanges(keep);
    }

    @Override
    public BackendStats stats() {
        return backend.stats();
    }

    @Override
    public void close() {
        backend.close();
    }
}
