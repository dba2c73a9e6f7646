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
 * Lets short works of several threads share one transaction and its commit, which is what a small write mostly waits
 * for. Thread-safe.
 *
 * <p>Who comes while nobody leads becomes leader: it takes the turn to write in line with whole transactions, runs its
 * own work and those that have queued up meanwhile, each under a savepoint, and commits them together. When it begins
 * to commit, the first in the queue becomes the next leader and stands in line. So a lone writer runs its own
 * transaction, without savepoint, and nobody waits for company.
 */
public final class GroupCommit {
    private static final System.Logger LOG = System.getLogger(GroupCommit.class.getName());

    /** So that a whole transaction does not wait for a crowd. */
    private static final int LARGEST = 256;

    private final LongFunction<OwnSession> opener;
    private final Function<TransactionSession, BackendTransaction> repository;
    private final WriteRecorder recorder;
    private final String store;
    private final long timeoutMillis;

    /** Guards {@link #queue}, {@link #led} and the way of members out of the queue. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Deque<GroupMember<?>> queue = new ArrayDeque<>();

    /** Whether somebody is on the way to take what is in the queue. */
    private boolean led;

    /**
     * @param opener begins a transaction that writes, waiting for its turn until the {@link System#nanoTime} given
     * @param repository makes the operations of a session
     * @param store what messages call the store
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

    /** Runs {@code work} as {@link io.sepia.internal.backend.StorageBackend#write} says. */
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
            // What was taken will come to its end; only the queue may be left.
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

    /** The leadership of one thread, from its wait for the turn to the end of its commit. */
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
         * Runs the works of all members and of those that queue up meanwhile, and hands the lead over. Those that fail
         * are out of the group.
         *
         * @return false if the transaction is lost, and the members that are left must run in another one
         */
        private boolean runAll(OwnSession session) {
            int next = 0;
            while (next < members.size() || takeMore()) {
                GroupMember<?> member = members.get(next);
                // Alone, it needs none: when it fails, so does the transaction.
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

        /** Takes back what a failed member has written. Returns false if the transaction was lost with it. */
        private boolean undo(OwnSession session) {
            try {
                if (session.isBroken()) {
                    return false;
                }
                session.execute("ROLLBACK TO member");
                session.execute("RELEASE member");
                return true;
            } catch (RuntimeException e) {
                // Of whatever kind: the member that failed waits for somebody to tell it.
                LOG.log(System.Logger.Level.DEBUG, "A group that writes to " + store + " begins again", e);
                return false;
            }
        }

        /** Takes what is in the queue. If there is nothing, or enough is taken, leadership goes to who comes next. */
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

        /** Puts all but the leader back to the head of the queue: their transaction is lost, but not by their fault. */
        private void giveBack() {
            lock.lock();
            try {
                for (int i = members.size() - 1; i >= 0; i--) {
                    GroupMember<?> member = members.get(i);
                    if (member != leader) {
                        member.become(GroupMember.State.WAITING);
                        queue.addFirst(member);
                        members.remove(i);
                        // It may have waited long enough.
                        member.wake();
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        /** Hands the lead over, if that has not been done. */
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

        /** To the first in the queue. For the holder of the lock. */
        private void handOver() {
            leading = false;
            GroupMember<?> next = queue.poll();
            led = next != null;
            if (next != null) {
                next.become(GroupMember.State.LEADING);
                next.wake();
            }
        }

        /** After the commit: nothing can undo it any more. */
        private void endAll(OwnSession session) {
            try {
                session.close();
            } catch (RuntimeException e) {
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
