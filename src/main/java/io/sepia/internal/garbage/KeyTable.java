package io.sepia.internal.garbage;

import io.sepia.document.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/** A compact list of keys: it needs about the bytes of their ids, and ten more for each. */
final class KeyTable {
    /** Ids are stored in blocks, each id in a single block, preceded by its length in two bytes. */
    private static final int BLOCK_BITS = 20;

    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final int MOST_BLOCKS = 1 << (Integer.SIZE - BLOCK_BITS);

    private final Map<String, Integer> classes = new HashMap<>();
    private final List<String> classNames = new ArrayList<>();
    private final Ints classOf = new Ints();
    /** The number of the block in the upper bits, the offset in it in the lower bits. */
    private final Ints places = new Ints();

    private final List<byte[]> blocks = new ArrayList<>();
    private int free = BLOCK;

    int size() {
        return classOf.size();
    }

    void add(ObjectKey key) {
        Integer known = classes.get(key.className());
        if (known == null) {
            known = classNames.size();
            classes.put(key.className(), known);
            classNames.add(key.className());
        }
        byte[] id = key.id().getBytes(StandardCharsets.UTF_8);
        if (free + id.length + 2 > BLOCK) {
            if (blocks.size() == MOST_BLOCKS) {
                throw new IllegalStateException(
                        "The ids of all objects take more than 4 GB, which a garbage collection does"
                                + " not support. Use shorter ids.");
            }
            blocks.add(new byte[BLOCK]);
            free = 0;
        }
        byte[] block = blocks.get(blocks.size() - 1);
        places.add(blocks.size() - 1 << BLOCK_BITS | free);
        block[free] = (byte) (id.length >> Byte.SIZE);
        block[free + 1] = (byte) id.length;
        System.arraycopy(id, 0, block, free + 2, id.length);
        free += id.length + 2;
        classOf.add(known);
    }

    String className(int index) {
        return classNames.get(classOf.get(index));
    }

    String id(int index) {
        int place = places.get(index);
        byte[] block = blocks.get(place >>> BLOCK_BITS);
        int at = place & BLOCK - 1;
        int length = (block[at] & 0xff) << Byte.SIZE | block[at + 1] & 0xff;
        return new String(block, at + 2, length, StandardCharsets.UTF_8);
    }

    /** Returns a list view that creates each key on access. */
    List<ObjectKey> asList() {
        return new KeyList();
    }

    private final class KeyList extends AbstractList<ObjectKey> implements RandomAccess {
        @Override
        public ObjectKey get(int index) {
            return key(index);
        }

        @Override
        public int size() {
            return KeyTable.this.size();
        }
    }

    ObjectKey key(int index) {
        return new ObjectKey(className(index), id(index));
    }
}
