package io.sepia;

import io.sepia.document.StoredDocument;
import io.sepia.internal.engine.UnitOfWork;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads a class page by page, so that a stream of any length needs the memory of one page. */
final class DocumentPages<T> implements Iterator<T> {
    private static final int PAGE = 256;

    private final UnitOfWork unit;
    private final String className;
    private final BiFunction<UnitOfWork, List<StoredDocument>, List<T>> decoder;
    private final Runnable onEnd;
    private Iterator<T> page = List.<T>of().iterator();
    private String lastId = "";
    private boolean more = true;

    private DocumentPages(
            Scope.StreamSource source,
            String className,
            BiFunction<UnitOfWork, List<StoredDocument>, List<T>> decoder) {
        this.unit = source.unit();
        this.onEnd = source.onClose();
        this.className = className;
        this.decoder = decoder;
    }

    static <T> Stream<T> stream(
            Scope.StreamSource source,
            String className,
            BiFunction<UnitOfWork, List<StoredDocument>, List<T>> decoder) {
        DocumentPages<T> pages = new DocumentPages<>(source, className, decoder);
        int traits = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(pages, traits), false)
                .onClose(source.onClose());
    }

    @Override
    public boolean hasNext() {
        while (more && !page.hasNext()) {
            List<StoredDocument> documents = unit.backend().page(className, lastId, PAGE);
            more = documents.size() == PAGE;
            if (!documents.isEmpty()) {
                lastId = documents.get(documents.size() - 1).key().id();
                page = decoder.apply(unit, documents).iterator();
            }
        }
        if (page.hasNext()) {
            return true;
        }
        // Read to its end, it holds its connection for nothing, even if nobody closes it.
        onEnd.run();
        return false;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.next();
    }
}
