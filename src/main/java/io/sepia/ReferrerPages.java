package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.Referrer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the keys of what refers to an object page by page, so that a stream of any length needs one page's memory. */
final class ReferrerPages implements Iterator<ObjectKey> {
    private static final int PAGE = 256;

    private final Scope.StreamSource source;
    private final ObjectKey target;
    private Iterator<Referrer> page = List.<Referrer>of().iterator();
    private long last;
    private boolean more = true;

    private ReferrerPages(Scope.StreamSource source, ObjectKey target) {
        this.source = source;
        this.target = target;
    }

    static Stream<ObjectKey> stream(Scope.StreamSource source, ObjectKey target) {
        int traits = Spliterator.DISTINCT | Spliterator.NONNULL;
        ReferrerPages pages = new ReferrerPages(source, target);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(pages, traits), false)
                .onClose(source.onClose());
    }

    @Override
    public boolean hasNext() {
        if (more && !page.hasNext()) {
            List<Referrer> referrers = source.unit().backend().references().referrers(target, last, PAGE);
            more = referrers.size() == PAGE;
            page = referrers.iterator();
        }
        if (page.hasNext()) {
            return true;
        }
        source.onClose().run();
        return false;
    }

    @Override
    public ObjectKey next() {
        if (!hasNext()) {
            throw new NoSuchElementException("Nothing more refers to " + target);
        }
        Referrer next = page.next();
        last = next.number();
        return next.key();
    }
}
