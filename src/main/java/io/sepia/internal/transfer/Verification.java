package io.sepia.internal.transfer;

import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.change.ChangePage;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.json.References;
import io.sepia.report.VerifyReport;
import io.sepia.report.VerifyReport.Finding;
import io.sepia.report.VerifyReport.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads a whole store, and compares everything in it with the documents. Used once. */
public final class Verification {
    private static final int NAMED = 1_000;

    private final BackendTransaction transaction;
    private final Set<Finding> named = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private long findingCount;
    private long documents;
    private long generations;
    private long events;

    /** @param transaction the transaction that reads */
    public Verification(BackendTransaction transaction) {
        this.transaction = transaction;
    }

    /** Verifies everything but {@code files}, the unrecognized files of the store. */
    public VerifyReport run(Set<String> files) {
        Optional<KeyHashes> changed = changes();
        reader(Kind.DOCUMENT).transferable(page -> {
            documents += page.size();
            for (StoredDocument each : page) {
                if (changed.isPresent() && !changed.get().contains(each.key())) {
                    add(
                            Kind.CHANGE,
                            each.key(),
                            each.key() + " is missing in the log of changes. Switch the log off and on again:"
                                    + " followers start anew.");
                }
            }
            references(page);
        });
        reader(Kind.EVENT).events(page -> events += page.size());
        reader(Kind.GENERATION).transferableGenerations(object -> generations += object.size());
        transaction.verify(finding -> {
            if (finding.kind() != Kind.DOCUMENT || !isDamaged(finding)) {
                add(finding);
            }
        });
        files.forEach(each ->
                add(new Finding(Kind.FILE, Optional.empty(), each + " is not the store's file. Move or delete it.")));
        return new VerifyReport(documents, generations, events, findings, findingCount);
    }

    private StoreReader reader(Kind kind) {
        return new StoreReader(transaction, error -> add(new Finding(kind, key(error), error.getMessage())));
    }

    private static Optional<ObjectKey> key(DamagedDocumentException error) {
        return error.className().flatMap(name -> error.id().map(id -> new ObjectKey(name, id)));
    }

    /** Returns whether a finding of this kind names its object already. */
    private boolean isDamaged(Finding finding) {
        return findings.stream()
                .anyMatch(each -> each.kind() == finding.kind() && each.key().equals(finding.key()));
    }

    private void add(Kind kind, ObjectKey key, String problem) {
        add(new Finding(kind, Optional.of(key), problem));
    }

    private void add(Finding finding) {
        // The reading of documents and of rows may find the same.
        if (findings.size() < NAMED && named.add(finding)) {
            findings.add(finding);
            findingCount++;
        } else if (!named.contains(finding)) {
            findingCount++;
        }
    }

    /** Returns the keys of the objects that the log of changes shows, if there is one. */
    private Optional<KeyHashes> changes() {
        try {
            if (!transaction.changes().isKept()) {
                return Optional.empty();
            }
        } catch (DamagedDocumentException e) {
            add(new Finding(Kind.RULE, Optional.empty(), e.getMessage()));
            return Optional.empty();
        }
        KeyHashes saved = new KeyHashes();
        ChangeCursor cursor = ChangeCursor.BEGINNING;
        boolean more = true;
        while (more) {
            try {
                ChangePage page = transaction.changes().since(cursor, StoreReader.PAGE);
                for (Change each : page.changes()) {
                    if (each.kind() != ChangeKind.DELETED) {
                        saved.add(each.key());
                    }
                }
                cursor = page.next();
                more = page.more();
            } catch (DamagedDocumentException e) {
                add(new Finding(Kind.CHANGE, key(e), e.getMessage()));
                return Optional.empty();
            }
        }
        return Optional.of(saved);
    }

    private void references(List<StoredDocument> page) {
        Map<String, Set<String>> ids = new TreeMap<>(ObjectKey.TEXT_ORDER);
        Map<ObjectKey, Set<ObjectKey>> targets = new LinkedHashMap<>();
        for (StoredDocument each : page) {
            Set<ObjectKey> ofDocument = References.in(each.content());
            if (!ofDocument.isEmpty()) {
                targets.put(each.key(), ofDocument);
                ofDocument.forEach(target -> ids.computeIfAbsent(target.className(), name -> new HashSet<>())
                        .add(target.id()));
            }
        }
        ids.replaceAll((className, ofClass) -> transaction.existing(className, ofClass));
        targets.forEach((holder, ofHolder) -> {
            for (ObjectKey target : ofHolder) {
                if (!Objects.requireNonNull(ids.get(target.className())).contains(target.id())) {
                    add(
                            Kind.REFERENCE,
                            holder,
                            holder + " refers to " + target + ", which is not stored. Save that object, or remove the"
                                    + " reference.");
                }
            }
        });
    }
}
