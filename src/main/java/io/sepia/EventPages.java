package io.sepia;

import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.internal.document.LoggedEvent;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads events page by page, so that a stream of any length needs the memory of one page. */
final class EventPages implements Iterator<Event> {
    private static final int PAGE = 256;

    private final Scope.StreamSource source;
    private final EventFilter filter;
    private Iterator<LoggedEvent> page = List.<LoggedEvent>of().iterator();
    private long last;
    private boolean more = true;

    private EventPages(Scope.StreamSource source, EventFilter filter) {
        this.source = source;
        this.filter = filter;
    }

    static Stream<Event> stream(Scope.StreamSource source, EventFilter filter) {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL;
        EventPages pages = new EventPages(source, filter);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(pages, traits), false)
                .onClose(source.onClose());
    }

    @Override
    public boolean hasNext() {
        if (more && !page.hasNext()) {
            List<LoggedEvent> events = source.unit().backend().events().page(filter, last, PAGE);
            more = events.size() == PAGE;
            page = events.iterator();
        }
        if (page.hasNext()) {
            return true;
        }
        source.onClose().run();
        return false;
    }

    @Override
    public Event next() {
        if (!hasNext()) {
            throw new NoSuchElementException("There are no more events");
        }
        LoggedEvent next = page.next();
        last = next.number();
        return source.unit().event(next);
    }
}
