package io.sepia.internal.nearest;

import io.sepia.document.ObjectKey;
import io.sepia.internal.vector.Measure;
import io.sepia.model.Similarity;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The vectors of a class at one moment. Immutable: successive tables share the blocks that are equal. */
final class VectorTable {
    private static final int MOST_ROWS = 256;
    /** Blocks of long vectors have fewer rows, because a change of one row copies its block. */
    private static final int MOST_COMPONENTS = 1 << 18;

    /** The order of results. */
    static final Comparator<Scored> NEAREST_FIRST =
            Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::id, ObjectKey.TEXT_ORDER);

    private final int dimension;
    /** The number of rows of a block. */
    private final int rows;

    private final boolean normalized;
    private final Slots slots;
    private final Block[] blocks;
    private final int size;

    /** Some rows; those without a vector are not present. */
    private record Block(float[] data, boolean[] present) {
        static Block empty(int rows, int dimension) {
            return new Block(new float[rows * dimension], new boolean[rows]);
        }

        Block copy() {
            return new Block(data.clone(), present.clone());
        }
    }

    /** An object and how near it is. */
    record Scored(String id, double score) {}

    private VectorTable(int dimension, boolean normalized, Slots slots, Block[] blocks, int size) {
        this.dimension = dimension;
        this.rows = Math.max(1, Math.min(MOST_ROWS, MOST_COMPONENTS / dimension));
        this.normalized = normalized;
        this.slots = slots;
        this.blocks = blocks;
        this.size = size;
    }

    /** @param normalized whether vectors get the length 1, as for the cosine */
    static VectorTable empty(int dimension, boolean normalized) {
        return new VectorTable(dimension, normalized, new Slots(), new Block[0], 0);
    }

    /** Returns the number of vectors. */
    int size() {
        return size;
    }

    /** Returns this table with other vectors of these objects; null for none. */
    VectorTable with(Map<String, float @Nullable []> vectors) {
        Block[] changed = blocks;
        boolean[] isOwn = new boolean[0];
        int count = size;
        for (Map.Entry<String, float @Nullable []> each : vectors.entrySet()) {
            float[] vector = each.getValue();
            Integer known = slots.find(each.getKey());
            if (vector == null && !isPresent(changed, known)) {
                continue;
            }
            int slot = slots.of(each.getKey());
            int number = slot / rows;
            if (changed == blocks || number >= changed.length) {
                int from = changed.length;
                int capacity = Math.max(from, number + 1);
                changed = Arrays.copyOf(changed, capacity);
                for (int i = from; i < capacity; i++) {
                    changed[i] = Block.empty(rows, dimension);
                }
                boolean[] own = Arrays.copyOf(isOwn, capacity);
                Arrays.fill(own, from, capacity, true);
                isOwn = own;
            }
            if (!isOwn[number]) {
                changed[number] = changed[number].copy();
                isOwn[number] = true;
            }
            Block block = changed[number];
            int row = slot % rows;
            count += (vector == null ? 0 : 1) - (block.present()[row] ? 1 : 0);
            block.present()[row] = vector != null;
            if (vector != null) {
                float[] stored = normalized ? Measure.unit(vector) : vector;
                System.arraycopy(stored, 0, block.data(), row * dimension, dimension);
            }
        }
        return new VectorTable(dimension, normalized, slots, changed, count);
    }

    private boolean isPresent(Block[] blocks, @Nullable Integer slot) {
        return slot != null
                && slot / rows < blocks.length
                && blocks[slot / rows].present()[slot % rows];
    }

    /** Returns whether more than half of the places belong to objects that are gone. */
    boolean isSparse() {
        return slots.count() > 2L * size + 4L * rows;
    }

    /** Returns the same vectors in places of their own. */
    VectorTable compact() {
        VectorTable compact = empty(dimension, false); // The vectors are normalized already.
        Map<String, float @Nullable []> vectors = new HashMap<>();
        for (int slot = 0; slot < blocks.length * rows; slot++) {
            if (isPresent(blocks, slot)) {
                int at = slot % rows * dimension;
                vectors.put(slots.id(slot), Arrays.copyOfRange(blocks[slot / rows].data(), at, at + dimension));
            }
        }
        compact = compact.with(vectors);
        return new VectorTable(dimension, normalized, compact.slots, compact.blocks, size);
    }

    /** Returns the place of an object, or -1 if this table has no vector of it. */
    int slot(String id) {
        Integer slot = slots.find(id);
        return slot != null && isPresent(blocks, slot) ? slot : -1;
    }

    /**
     * Returns the nearest objects, the nearest first; equally near ones in the order of their ids.
     *
     * @param vector has the length 1 if this table is normalized
     * @param admitted tells by the place of an object whether it may be a result
     */
    List<Scored> nearest(float[] vector, Similarity by, int most, IntPredicate admitted) {
        PriorityQueue<Scored> best = new PriorityQueue<>(NEAREST_FIRST.reversed());
        double worst = Double.NEGATIVE_INFINITY;
        for (int number = 0; number < blocks.length; number++) {
            Block block = blocks[number];
            for (int row = 0; row < rows; row++) {
                if (!block.present()[row] || !admitted.test(number * rows + row)) {
                    continue;
                }
                double score = Measure.score(by, vector, block.data(), row * dimension);
                if (score < worst) {
                    continue;
                }
                best.add(new Scored(slots.id(number * rows + row), score));
                if (best.size() > most) {
                    best.poll();
                    worst = best.element().score();
                }
            }
        }
        return best.stream().sorted(NEAREST_FIRST).toList();
    }
}
