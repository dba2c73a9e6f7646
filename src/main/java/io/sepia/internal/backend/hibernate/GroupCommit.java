package io.sepia.internal.backend.hibernate;

import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.WriteLockErrors;
import io.sepia.internal.backend.WriteRecorder;
import io.sepia.internal.backend.sql.TransactionSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets short units of work of several threads share one transaction and its commit, since a small write mostly waits
 * for the commit. Thread-safe.
 *
 * <p>The first thread to arrive becomes the leader. It queues for the write lock like any whole transaction, runs its
 * own work and the work queued in the meantime, each under a savepoint, and commits them together. Before it commits,
 * the first queued thread becomes the next leader and queues for the write lock. A lone writer runs its own transaction
 * without a savepoint, and no thread waits for others to join it. See decisions 0020 and 0170.
 */
public final class GroupCommit {
    private static final System.Logger LOG = System.getLogger(GroupCommit.class.getName());

    /** The most units of work in a group, so that whole transactions do not wait too long for the write lock. */
    private static final int LARGEST = 256;

    private final LongFunction<OwnSession> opener;
    private final Function<TransactionSession, BackendTransaction> repository;
    private final WriteRecorder recorder;
    private final String store;
    private final long timeoutMillis;

    /** Guards {@link #queue}, {@link #led} and the removal of members from the queue. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Deque<GroupMember<?>> queue = new ArrayDeque<>();

    /** Whether a leader will take the members in the queue. */
    private boolean led;

    /**
     * @param opener begins a write transaction, and waits for the write lock until the given {@link System#nanoTime}
     * @param repository creates the operations of a session
     * @param store the store's name in messages
     */
    public GroupCommit(
            LongFunction<OwnSession> opener,
            Function<TransactionSession, BackendTransaction> repository,
            WriteRecorder recorder,
            String store,
            long timeoutMillis) {
        this.opener = opener;
        this.repository = repository;
        this.recorder = recorder;
        this.store = store;
        this.timeoutMillis = timeoutMillis;
    }

    /** Runs {@code work} as specified by {@link io.sepia.internal.backend.StorageBackend#write}. */
    public <T extends @Nullable Object> T run(Function<? super BackendTransaction, ? extends T> work) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        GroupMember<T> member = new GroupMember<>(work, deadline);
        if (!becomesLeader(member)) {
            await(member);
        }
        if (member.state() == GroupMember.State.LEADING) {
            new Lead(member).run();
        }
        return member.result();
    }

    private boolean becomesLeader(GroupMember<?> member) {
        lock.lock();
        try {
            if (led) {
                queue.add(member);
                return false;
            }
            led = true;
            member.become(GroupMember.State.LEADING);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void await(GroupMember<?> member) {
        long begin = System.nanoTime();
        boolean interrupted = false;
        GroupMember.State state;
        while ((state = member.state()) == GroupMember.State.WAITING || state == GroupMember.State.TAKEN) {
            long left = member.deadline() - System.nanoTime();
            if ((interrupted || left <= 0) && withdraw(member)) {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                    throw WriteLockErrors.interrupted(store, null);
                }
                throw WriteLockErrors.busy(store, timeoutMillis);
            }
            // A leader finishes what it has taken; only queued work can be withdrawn.
            if (interrupted || left <= 0) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, left);
            }
            interrupted |= Thread.interrupted();
        }
        recorder.waited(System.nanoTime() - begin);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean withdraw(GroupMember<?> member) {
        lock.lock();
        try {
            return queue.remove(member);
        } finally {
            lock.unlock();
        }
    }

    /** The leadership of one thread, from waiting for the write lock to the end of its commit. */
    private final class Lead {
        private final GroupMember<?> leader;
        private final List<GroupMember<?>> members = new ArrayList<>();
        private boolean leading = true;

        Lead(GroupMember<?> leader) {
            this.leader = leader;
            members.add(leader);
        }

        void run() {
            try {
                while (!members.isEmpty()) {
                    OwnSession session = opener.apply(leader.deadline());
                    try (session) {
                        if (runAll(session)) {
                            session.commit();
                            recorder.committed(members.size());
                            endAll(session);
                        }
                    }
                }
            } catch (Throwable e) {
                failAll(e);
            } finally {
                resign();
            }
        }

        /**
         * Runs the work of all members and of those that queue up in the meantime, and hands over the leadership. A
         * member whose work fails leaves the group.
         *
         * @return false if the transaction is lost and the remaining members must run in another one
         */
        private boolean runAll(OwnSession session) {
            int next = 0;
            while (next < members.size() || takeMore()) {
                GroupMember<?> member = members.get(next);
                // A lone member needs no savepoint: if it fails, the transaction is rolled back.
                boolean savepoint = next > 0 || members.size() > 1;
                Throwable failure = runOne(member, session, savepoint);
                if (failure == null) {
                    next++;
                    continue;
                }
                members.remove(next);
                boolean undone = savepoint && undo(session);
                member.fail(failure);
                if (!undone) {
                    giveBack();
                    return false;
                }
            }
            return !members.isEmpty();
        }

        private <T extends @Nullable Object> @Nullable Throwable runOne(
                GroupMember<T> member, OwnSession session, boolean savepoint) {
            MemberSession own = new MemberSession(session);
            session.workForAnotherThread(member != leader);
            try {
                if (savepoint) {
                    session.execute("SAVEPOINT member");
                }
                member.ran(member.work().apply(repository.apply(own)));
                own.checkWhole();
                if (savepoint) {
                    session.execute("RELEASE member");
                }
                return null;
            } catch (Throwable e) {
                return e;
            } finally {
                own.close();
            }
        }

        /** Undoes what a failed member has written. Returns false if the transaction is lost. */
        private boolean undo(OwnSession session) {
            try {
                if (session.isBroken()) {
                    return false;
                }
                session.execute("ROLLBACK TO member");
                session.execute("RELEASE member");
                return true;
            } catch (RuntimeException | Error e) {
                // Catches every kind: the thread of the failed member waits to be notified.
                LOG.log(System.Logger.Level.DEBUG, "A group that writes to " + store + " begins again", e);
                return false;
            }
        }

        /** Takes members from the queue. If the queue is empty or the group is full, hands over the leadership. */
        private boolean takeMore() {
            lock.lock();
            try {
                boolean any = false;
                while (members.size() < LARGEST && !queue.isEmpty()) {
                    GroupMember<?> member = queue.remove();
                    member.become(GroupMember.State.TAKEN);
                    members.add(member);
                    any = true;
                }
                if (!any) {
                    handOver();
                }
                return any;
            } finally {
                lock.unlock();
            }
        }

        /**
         * Returns all members but the leader to the head of the queue, since another member's failure lost their
         * transaction.
         */
        private void giveBack() {
            lock.lock();
            try {
                for (int i = members.size() - 1; i >= 0; i--) {
                    GroupMember<?> member = members.get(i);
                    if (member != leader) {
                        member.become(GroupMember.State.WAITING);
                        queue.addFirst(member);
                        members.remove(i);
                        // Its deadline may have passed.
                        member.wake();
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        /** Hands over the leadership unless that was done before. */
        private void resign() {
            if (leading) {
                lock.lock();
                try {
                    handOver();
                } finally {
                    lock.unlock();
                }
            }
        }

        /** Makes the first member in the queue the next leader. The caller must hold {@link #lock}. */
        private void handOver() {
            leading = false;
            GroupMember<?> next = queue.poll();
            led = next != null;
            if (next != null) {
                next.become(GroupMember.State.LEADING);
                next.wake();
            }
        }

        /** Completes all members after the commit. An error of closing is only logged, since the commit stands. */
        private void endAll(OwnSession session) {
            try {
                session.close();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "Ending a committed transaction on " + store + " failed", e);
            }
            members.forEach(GroupMember::succeed);
            members.clear();
        }

        private void failAll(Throwable error) {
            members.forEach(each -> each.failWithOthers(error));
            members.clear();
        }
    }
}
