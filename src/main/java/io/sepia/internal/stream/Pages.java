package io.sepia.internal.stream;

import io.sepia.error.DamagedDocumentException;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.GraphLimitException;
import io.sepia.error.MappingException;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.engine.OpenUnit;
import io.sepia.internal.engine.UnitOfWork;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads results page by page, so that a stream of any length needs the memory of one page only. A failure ends the unit
 * of work, because the stream may never be closed; if the stream is read on, another unit begins. See decision 0098.
 *
 * @param <T> a row as it is read
 * @param <R> a result
 */
public final class Pages<T, R> extends Spliterators.AbstractSpliterator<R> {
    /** The number of rows on a page. */
    public static final int SIZE = 256;

    private final OpenUnit source;
    private final Reader<T> reader;
    private final BiFunction<UnitOfWork, List<T>, List<R>> decoder;
    /** Receives the errors of rows that are left out; null if the stream throws them. */
    private final @Nullable Consumer<? super StorageException> unreadable;

    private Iterator<R> results = Collections.emptyIterator();
    /** The rows of a page that cannot be read or decoded as a whole. */
    private Iterator<Row<R>> rows = Collections.emptyIterator();

    private boolean over;

    /** Reads pages one after another. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Returns the next page, which may be empty, or null after the last one. */
        @Nullable
        List<T> next(UnitOfWork unit);

        /**
         * Returns the rows of the page that {@link #next} failed to return.
         *
         * @throws StorageException the failure, if the rows cannot be read one by one
         */
        default List<Row<T>> rows(UnitOfWork unit, StorageException failure) {
            throw failure;
        }
    }

    /** A row that is read by itself. */
    @FunctionalInterface
    public interface Row<T> {
        /** Returns the row, or null if it exists no more. */
        @Nullable
        T read(UnitOfWork unit);
    }

    private Pages(
            OpenUnit source,
            int traits,
            Reader<T> reader,
            BiFunction<UnitOfWork, List<T>, List<R>> decoder,
            @Nullable Consumer<? super StorageException> unreadable) {
        super(Long.MAX_VALUE, traits);
        this.source = source;
        this.reader = reader;
        this.decoder = decoder;
        this.unreadable = unreadable;
    }

    /**
     * Returns a stream of all pages. The unit of work ends when the stream is read to its end, fails or is closed.
     *
     * @param trait characteristics of the spliterator, besides {@link Spliterator#NONNULL}
     * @param decoder converts the rows of a page, of which there may be one only
     */
    public static <T, R> Stream<R> stream(
            OpenUnit source, int trait, Reader<T> reader, BiFunction<UnitOfWork, List<T>, List<R>> decoder) {
        return stream(source, trait, reader, decoder, null);
    }

    /**
     * Like the other method, but leaves out rows that cannot be read.
     *
     * @param unreadable receives the errors of these rows; null throws them
     */
    public static <T, R> Stream<R> stream(
            OpenUnit source,
            int trait,
            Reader<T> reader,
            BiFunction<UnitOfWork, List<T>, List<R>> decoder,
            @Nullable Consumer<? super StorageException> unreadable) {
        return StreamSupport.stream(
                        new Pages<>(source, trait | Spliterator.NONNULL, reader, decoder, unreadable), false)
                .onClose(source::close);
    }

    /**
     * Returns a reader whose pages each begin after the last row of the previous one. A page of less than {@link #SIZE}
     * rows is the last.
     *
     * @param after returns the page after a row, or the first page for null
     */
    public static <T> Reader<T> following(BiFunction<UnitOfWork, @Nullable T, List<T>> after) {
        return new Reader<>() {
            private @Nullable T last;
            private boolean more = true;

            @Override
            public @Nullable List<T> next(UnitOfWork unit) {
                if (!more) {
                    return null;
                }
                List<T> rows = after.apply(unit, last);
                more = rows.size() == SIZE;
                last = rows.isEmpty() ? last : rows.get(rows.size() - 1);
                return rows;
            }
        };
    }

    @Override
    public boolean tryAdvance(Consumer<? super R> action) {
        try {
            R next = next();
            if (next == null) {
                source.close();
                return false;
            }
            action.accept(next);
            return true;
        } catch (Throwable e) {
            pause(e);
            throw e;
        }
    }

    private void pause(Throwable because) {
        try {
            source.pause();
        } catch (StorageException e) {
            because.addSuppressed(e);
        }
    }

    private @Nullable R next() {
        while (true) {
            if (results.hasNext()) {
                return results.next();
            }
            if (rows.hasNext()) {
                R row = read(rows.next());
                if (row != null) {
                    return row;
                }
            } else if (over || !readPage()) {
                return null;
            }
        }
    }

    private @Nullable R read(Row<R> row) {
        try {
            return row.read(source.unit());
        } catch (DocumentFormatException
                | DamagedDocumentException
                | MappingException
                | MissingReferenceException
                | GraphLimitException e) {
            if (unreadable == null) {
                throw e;
            }
            unreadable.accept(e);
            return null;
        }
    }

    /** Reads the next page. If its rows cannot be read one by one either, the stream ends with the failure. */
    private boolean readPage() {
        over = true;
        UnitOfWork unit = source.unit();
        List<T> page;
        try {
            page = reader.next(unit);
        } catch (DamagedDocumentException | StorageFailureException e) {
            rows = rowsAfter(unit, e).stream().map(this::decoded).iterator();
            over = false;
            return true;
        }
        over = page == null;
        if (page != null) {
            decode(unit, page);
        }
        return page != null;
    }

    private List<Row<T>> rowsAfter(UnitOfWork unit, StorageException failure) {
        try {
            return reader.rows(unit, failure);
        } catch (RuntimeException e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
    }

    private void decode(UnitOfWork unit, List<T> page) {
        try {
            results = decoder.apply(unit, page).iterator();
        } catch (RuntimeException e) {
            // Only the results that fail by themselves are to fail.
            rows = page.stream().map(row -> decoded(same -> row)).iterator();
            if (e instanceof RetryableException) {
                // The transaction may be lost, and would refuse each of the rows, which would hide the failure.
                throw e;
            }
        }
    }

    private Row<R> decoded(Row<T> row) {
        return unit -> {
            T read = row.read(unit);
            return read == null ? null : decoder.apply(unit, List.of(read)).get(0);
        };
    }
}
