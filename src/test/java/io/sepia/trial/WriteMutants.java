package io.sepia.trial;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentIndexes;
import io.sepia.internal.backend.DocumentReferences;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.EventLog;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.backend.Referrer;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.query.IndexDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Transactions that break the rules of a backend. */
final class WriteMutants {
    private static final AtomicInteger CALLS = new AtomicInteger();

    private WriteMutants() {}

    private static boolean now(int every) {
        return CALLS.incrementAndGet() % every == 0;
    }

    /** Loses events, or logs them twice. */
    static BackendTransaction events(BackendTransaction transaction, boolean twice) {
        return new MutantTransaction(transaction) {
            @Override
            public EventLog events() {
                return Intercepted.of(EventLog.class, super.events(), (method, arguments, original) -> {
                    if (method.equals("add") && now(5)) {
                        return twice ? both(original) : null;
                    }
                    return original.call();
                });
            }
        };
    }

    private static Object both(Intercepted.Original original) {
        original.call();
        return original.call();
    }

    /** Builds indexes that refuse no equal values. */
    static BackendTransaction withoutUniqueness(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public DocumentIndexes indexes() {
                return Intercepted.of(DocumentIndexes.class, super.indexes(), (method, arguments, original) -> {
                    if (method.equals("add")) {
                        IndexDefinition asked = (IndexDefinition) arguments[0];
                        arguments[0] = new IndexDefinition(asked.className(), asked.fields(), false);
                    }
                    return original.call();
                });
            }
        };
    }

    /** Gives a version to two states of an object. */
    static BackendTransaction versionTwice(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public Effects save(List<DocumentWrite> writes) {
                Effects effects = super.save(writes);
                for (DocumentWrite write : writes) {
                    StoredDocument now = load(write.key()).orElse(null);
                    if (now != null && now.version() == 2 && now(3)) {
                        restore(List.of(new StoredDocument(
                                now.key(),
                                now.type(),
                                now.content(),
                                now.metadata(),
                                1,
                                now.createdAt(),
                                now.updatedAt())));
                    }
                }
                return effects;
            }
        };
    }

    /** Writes objects whatever version is stored. */
    static BackendTransaction acceptingStale(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public Effects save(List<DocumentWrite> writes) {
                return super.save(writes.stream()
                        .map(each -> each.condition().kind() == WriteCondition.Kind.VERSION
                                ? with(each, WriteCondition.NONE, each.references())
                                : each)
                        .toList());
            }
        };
    }

    private static DocumentWrite with(DocumentWrite write, WriteCondition condition, Set<ObjectKey> references) {
        return new DocumentWrite(write.key(), write.type(), write.content(), write.metadata(), condition, references);
    }

    /** Drops the first generations of an object, and numbers those that are left from 1 again. */
    static BackendTransaction renumbering(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public Effects save(List<DocumentWrite> writes) {
                writes.forEach(each -> renumber(generations(), each.key()));
                return super.save(writes);
            }
        };
    }

    private static void renumber(Generations generations, ObjectKey key) {
        if (!key.className().equals("team") || generations.count(key) < 3) {
            return;
        }
        List<StoredGeneration> left = new ArrayList<>();
        generations
                .page(key, 0, 100)
                .forEach(each -> generations.at(key, each.number()).ifPresent(left::add));
        left.remove(0);
        List<StoredGeneration> renumbered = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            StoredGeneration each = left.get(i);
            renumbered.add(
                    StoredGeneration.of(each.document(), i + 1, each.header().deletedAt()));
        }
        generations.restore(key, renumbered);
    }

    /** Does not find one of the objects that refer to another. */
    static BackendTransaction losingReferrers(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            @SuppressWarnings("unchecked")
            public DocumentReferences references() {
                return Intercepted.of(DocumentReferences.class, super.references(), (method, arguments, original) -> {
                    Object result = original.call();
                    if (method.equals("referrers") && result instanceof List<?> found && !found.isEmpty()) {
                        return ((List<Referrer>) found).subList(1, found.size());
                    }
                    return result;
                });
            }
        };
    }

    /** Stores all objects of a call but the last one. */
    static BackendTransaction writingAPart(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public Effects save(List<DocumentWrite> writes) {
                return super.save(writes.size() > 1 && now(3) ? writes.subList(0, writes.size() - 1) : writes);
            }
        };
    }

    /** Rolls back some transactions, and reports that they were committed. */
    static BackendTransaction rollingBackInSilence(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public void commit() {
                if (now(3)) {
                    super.close();
                } else {
                    super.commit();
                }
            }
        };
    }

    /** Commits what is to be rolled back. */
    static BackendTransaction committingRollbacks(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public void close() {
                if (wrote && !ended) {
                    try {
                        commit();
                    } catch (StorageException | IllegalStateException e) {
                        // The backend itself cannot commit it.
                        wrote = false;
                    }
                }
                super.close();
            }
        };
    }

    /** Leaves the generations and events of what is to be forgotten. */
    static BackendTransaction deletingOnly(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public Effects forget(String className, Collection<String> ids) {
                return super.delete(className, ids);
            }
        };
    }

    /** Clears all but one object. */
    static BackendTransaction clearingAPart(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public Effects clear(String className) {
                List<String> ids = ids(className);
                return ids.isEmpty() ? super.clear(className) : super.delete(className, ids.subList(1, ids.size()));
            }

            @Override
            public Effects clear() {
                List<StoredDocument> first =
                        load("team", ids("team").stream().limit(1).toList());
                Effects effects = super.clear();
                restore(first);
                return effects;
            }
        };
    }

    /** Restores all objects of an import but the last one. */
    static BackendTransaction restoringAPart(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public Effects restore(List<StoredDocument> documents) {
                return super.restore(documents.size() > 1 ? documents.subList(1, documents.size()) : documents);
            }
        };
    }

    /** Does not record the references of the objects that it writes. */
    static BackendTransaction losingReferences(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public Effects save(List<DocumentWrite> writes) {
                return super.save(writes.stream()
                        .map(each -> with(each, each.condition(), Set.of()))
                        .toList());
            }
        };
    }

    /** Writes the same object once more after each write. */
    static BackendTransaction writingTwice(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public Effects save(List<DocumentWrite> writes) {
                Effects effects = super.save(writes);
                if (now(6)) {
                    super.save(writes.stream()
                            .map(each -> with(each, WriteCondition.NONE, each.references()))
                            .toList());
                }
                return effects;
            }
        };
    }
}
