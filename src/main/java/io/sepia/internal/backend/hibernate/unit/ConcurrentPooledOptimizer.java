package io.sepia.internal.backend.hibernate.unit;

import java.io.Serializable;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.hibernate.id.IntegralDataTypeHolder;
import org.hibernate.id.enhanced.AccessCallback;
import org.hibernate.id.enhanced.PooledOptimizer;
import org.jspecify.annotations.Nullable;

/**
 * Gives ids from blocks as Hibernate's optimizer does, but from one block for each thread that asks at the same time.
 * Hibernate's holds a lock while it takes a block from the database, so a thread that waits there for the write lock
 * would block the thread that has the write lock and needs an id. Hibernate instantiates it by its name in the setting
 * {@code hibernate.id.optimizer.pooled.preferred}. Thread-safe. See decision 0141.
 */
public final class ConcurrentPooledOptimizer extends PooledOptimizer {
    private final ConcurrentLinkedDeque<PooledOptimizer> idle = new ConcurrentLinkedDeque<>();
    private volatile long initialValue = -1;
    private volatile @Nullable PooledOptimizer latest;

    /** As Hibernate calls it. */
    public ConcurrentPooledOptimizer(Class<?> returnClass, int incrementSize) {
        super(returnClass, incrementSize);
    }

    @Override
    public void injectInitialValue(long value) {
        initialValue = value;
    }

    @Override
    public Serializable generate(AccessCallback callback) {
        PooledOptimizer block = idle.pollFirst();
        if (block == null) {
            block = new PooledOptimizer(getReturnClass(), getIncrementSize());
            block.injectInitialValue(initialValue);
        }
        try {
            Serializable id = block.generate(callback);
            latest = block;
            return id;
        } finally {
            idle.addFirst(block);
        }
    }

    @Override
    public IntegralDataTypeHolder getLastSourceValue() {
        PooledOptimizer block = latest;
        return block == null ? super.getLastSourceValue() : block.getLastSourceValue();
    }

    /** Forgets all blocks. */
    @Override
    public void reset() {
        idle.clear();
    }
}
