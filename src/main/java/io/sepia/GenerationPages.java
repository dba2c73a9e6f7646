package io.sepia;

import io.sepia.document.GenerationInfo;
import io.sepia.document.ObjectKey;
import io.sepia.internal.document.GenerationHeader;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads generations page by page, so that a history of any length needs the memory of one page. */
final class GenerationPages implements Iterator<GenerationInfo> {
    private static final int PAGE = 256;

    private final Scope.StreamSource source;
    private final ObjectKey key;
    private Iterator<GenerationHeader> page = List.<GenerationHeader>of().iterator();
    private long last;
    private boolean more = true;

    private GenerationPages(Scope.StreamSource source, ObjectKey key) {
        this.source = source;
        this.key = key;
    }

    static Stream<GenerationInfo> stream(Scope.StreamSource source, ObjectKey key) {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT;
        GenerationPages pages = new GenerationPages(source, key);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(pages, traits), false)
                .onClose(source.onClose());
    }

    @Override
    public boolean hasNext() {
        if (more && !page.hasNext()) {
            List<GenerationHeader> found = source.unit().backend().generations().page(key, last, PAGE);
            more = found.size() == PAGE;
            page = found.iterator();
        }
        if (page.hasNext()) {
            return true;
        }
        source.onClose().run();
        return false;
    }

    @Override
    public GenerationInfo next() {
        if (!hasNext()) {
            throw new NoSuchElementException("There are no more generations");
        }
        GenerationHeader next = page.next();
        last = next.number();
        return HistoryView.info(source.unit(), next);
    }
}
