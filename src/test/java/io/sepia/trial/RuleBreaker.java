package io.sepia.trial;

import io.sepia.change.ChangeListener;
import io.sepia.change.ChangeNotice;
import io.sepia.internal.backend.BackendTransaction;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The mutants: rules of which the trial has to find that they are broken. */
enum RuleBreaker implements Mutant {
    /** Listeners are notified, and the cache is filled again, before the commit. */
    PUBLISHES_EARLY(Place.Kind.MEMORY, LedgerMutants::publishingEarly, "the notice "),
    /** Ids and versions of objects, and announced notices, stay as a rolled-back transaction has set them. */
    UNDOES_NOTHING(Place.Kind.MEMORY, LedgerMutants::withoutUndo, "after a failure, but was"),
    /** Cached documents stay when a transaction has written their objects. */
    KEEPS_CACHED_DOCUMENTS(Place.Kind.SQLITE, LedgerMutants::behindTheCache, "found an earlier state"),
    /** An event is missing. */
    LOSES_EVENTS(Place.Kind.MEMORY, each -> WriteMutants.events(each, false), "has the events"),
    /** An event is logged twice. */
    REPEATS_EVENTS(Place.Kind.SQLITE_UNIT, each -> WriteMutants.events(each, true), "has the events"),
    /** A unique value is stored twice. */
    STORES_EQUAL_VALUES(Place.Kind.MEMORY, WriteMutants::withoutUniqueness, "unique value twice"),
    /** A version is given to two states. */
    GIVES_A_VERSION_TWICE(Place.Kind.MEMORY, WriteMutants::versionTwice, "version"),
    /** An update is lost. */
    ACCEPTS_STALE_VERSIONS(Place.Kind.FILES, WriteMutants::acceptingStale, "but the program was told"),
    /** The number of a generation is given to two states. */
    GIVES_A_GENERATION_TWICE(Place.Kind.MEMORY, WriteMutants::renumbering, "was given twice"),
    /** A reference to a deleted object stays, or an object is deleted in spite of references. */
    LOSES_REFERENCES(Place.Kind.MEMORY, WriteMutants::losingReferrers, "in spite of its rule|MissingReference"),
    /** A verb that writes several objects writes some of them. */
    WRITES_A_PART(Place.Kind.SQLITE, WriteMutants::writingAPart, "is lost"),
    /** Generations stay when their object is forgotten. */
    FORGETS_A_PART(Place.Kind.MEMORY, WriteMutants::deletingOnly, "of what it forgot"),
    /** An object stays when its class is cleared. */
    CLEARS_A_PART(Place.Kind.MEMORY, WriteMutants::clearingAPart, "was cleared by"),
    /** A part of an import is stored. */
    IMPORTS_A_PART(Place.Kind.FILES, WriteMutants::restoringAPart, " imported "),
    /** An export is of two moments. */
    EXPORTS_TWO_MOMENTS(Place.Kind.SQLITE, UnaryOperator.identity(), "read a part of an operation") {
        @Override
        public BackendTransaction reading(BackendTransaction transaction) {
            return ReadMutants.ofTwoMoments(transaction);
        }
    },
    /** An object is missing in an export or a copy. */
    COPIES_A_PART(Place.Kind.MEMORY, UnaryOperator.identity(), "which was not in its (export|copy)") {
        @Override
        public BackendTransaction reading(BackendTransaction transaction) {
            return ReadMutants.withoutTheFirst(transaction);
        }
    },
    /** An object is twice in an export. */
    EXPORTS_TWICE(Place.Kind.FILES, UnaryOperator.identity(), " exported ") {
        @Override
        public BackendTransaction reading(BackendTransaction transaction) {
            return ReadMutants.withTheFirstTwice(transaction);
        }
    },
    /** References are not recorded, so that a collection may delete an object that another one refers to. */
    COLLECTS_TOO_MUCH(Place.Kind.SQLITE, WriteMutants::losingReferences, " refers to it|but the index finds"),
    /** A verb writes its object twice. */
    WRITES_TWICE(Place.Kind.FILES, WriteMutants::writingTwice, "states that were stored before"),
    /** A transaction that was rolled back is reported as committed. */
    REPORTS_ROLLED_BACK_AS_DONE(Place.Kind.MEMORY, WriteMutants::rollingBackInSilence, "is lost"),
    /** A transaction that was refused is committed. */
    COMMITS_ROLLED_BACK(Place.Kind.SQLITE, WriteMutants::committingRollbacks, "refused or rolled back"),
    /** A failed verb leaves a part in a joined transaction, which goes on. */
    IGNORES_SAVEPOINTS(Place.Kind.SQLITE_UNIT, UnaryOperator.identity(), "refused or rolled back") {
        @Override
        public boolean ignoresSavepoints() {
            return true;
        }
    },
    /** Two notices are delivered in the wrong order. */
    REORDERS_NOTICES(Place.Kind.MEMORY, UnaryOperator.identity(), "after a later notice") {
        @Override
        public ChangeListener around(ChangeListener listener) {
            AtomicReference<ChangeNotice> held = new AtomicReference<>();
            return notice -> {
                ChangeNotice earlier = held.getAndSet(null);
                if (earlier == null && !notice.key().id().startsWith("fence")) {
                    held.set(notice);
                } else {
                    listener.changed(notice);
                    if (earlier != null) {
                        listener.changed(earlier);
                    }
                }
            };
        }
    },
    /** A notice is missing. */
    LOSES_NOTICES(Place.Kind.MEMORY, UnaryOperator.identity(), "no notice of") {
        @Override
        public ChangeListener around(ChangeListener listener) {
            AtomicInteger count = new AtomicInteger();
            return notice -> {
                if (count.incrementAndGet() % 9 > 0 || notice.key().id().startsWith("fence")) {
                    listener.changed(notice);
                }
            };
        }
    },
    /** An own change is notified as external. */
    CALLS_OWN_CHANGES_EXTERNAL(Place.Kind.SQLITE_UNIT, UnaryOperator.identity(), "no notice of") {
        @Override
        public ChangeListener around(ChangeListener listener) {
            return notice -> listener.changed(notice.version() == 2 ? new ChangeNotice(notice.change(), true) : notice);
        }
    };

    final Place.Kind kind;
    final String finding;
    private final UnaryOperator<BackendTransaction> mutation;

    /**
     * Creates a mutant.
     *
     * @param kind where the trial has to find it
     * @param finding a pattern of what the trial says about it, among other violations
     */
    RuleBreaker(Place.Kind kind, UnaryOperator<BackendTransaction> mutation, String finding) {
        this.kind = kind;
        this.mutation = mutation;
        this.finding = finding;
    }

    boolean isFoundIn(String violations) {
        return Pattern.compile(finding).matcher(violations).find();
    }

    @Override
    public BackendTransaction around(BackendTransaction transaction) {
        return mutation.apply(transaction);
    }
}
