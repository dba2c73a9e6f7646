package io.sepia.internal.backend.sqlite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WriterLockTest {
    @Test
    void leave_whileTheLockIsHeld_keepsItForLaterStores() {
        Object file = new Object();
        WriterLock lock = WriterLock.join(file, "store");
        lock.acquire(System.nanoTime(), 0, "store");
        lock.leave();
        WriterLock later = WriterLock.join(file, "store");

        assertThat(later.tryAcquire()).isFalse();
        lock.release();
        assertThat(later.tryAcquire()).isTrue();
        later.release();
        later.leave();
        WriterLock afterwards = WriterLock.join(file, "store");
        assertThat(afterwards).isNotSameAs(lock);
        afterwards.leave();
    }
}
