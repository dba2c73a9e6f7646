package io.sepia;

import io.sepia.internal.engine.OpenUnit;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads results page by page, so that a stream of any length needs the memory of one page only. */
final class Pages<T> implements Iterator<T> {
    /** The number of rows on a page. */
    static final int SIZE = 256;

    private final Reader<T> reader;
    private final Runnable close;
    private @Nullable Iterator<T> page = List.<T>of().iterator();

    /** Reads pages one after another. */
    @FunctionalInterface
    interface Reader<T> {
        /** Returns the next page, which may be empty, or null after the last one. */
        @Nullable
        List<T> next();
    }

    private Pages(Reader<T> reader, Runnable close) {
        this.reader = reader;
        this.close = close;
    }

    /**
     * Returns a stream of all pages. The unit of work ends when the stream is read to its end or closed.
     *
     * @param trait characteristics of the spliterator, besides {@link Spliterator#NONNULL}
     */
    static <T> Stream<T> stream(OpenUnit source, int trait, Reader<T> reader) {
        Iterator<T> pages = new Pages<>(reader, source.close());
        int traits = trait | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(pages, traits), false)
                .onClose(source.close());
    }

    /**
     * Returns a reader whose pages each begin after the last row of the previous one. A page of less than {@link #SIZE}
     * rows is the last.
     *
     * @param after returns the page after a row, or the first page for null
     */
    static <T> Reader<T> following(Function<@Nullable T, List<T>> after) {
        return new Reader<>() {
            private @Nullable T last;
            private boolean more = true;

            @Override
            public @Nullable List<T> next() {
                if (!more) {
                    return null;
                }
                List<T> rows = after.apply(last);
                more = rows.size() == SIZE;
                last = rows.isEmpty() ? last : rows.get(rows.size() - 1);
                return rows;
            }
        };
    }

    /** Returns a reader that maps each page of {@code rows}. */
    static <T, R> Reader<R> mapped(Reader<T> rows, Function<List<T>, List<R>> change) {
        return () -> {
            List<T> page = rows.next();
            return page == null ? null : change.apply(page);
        };
    }

    @Override
    public boolean hasNext() {
        while (page != null && !page.hasNext()) {
            List<T> next = reader.next();
            page = next == null ? null : next.iterator();
        }
        if (page == null) {
            // Ends the unit of work even if the stream is never closed.
            close.run();
        }
        return page != null;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The stream has no more results");
        }
        return page.next();
    }
}
