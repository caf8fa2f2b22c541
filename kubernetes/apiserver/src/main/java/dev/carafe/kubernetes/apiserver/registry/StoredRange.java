package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.storage.ObjectStorage;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.math.BigInteger;
import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Function;

/**
 * A range as one object in the store, which every change replaces under the guard of its revision; upstream's
 * {@code RangeAllocation}, whose bits are a number's, the highest byte first (pkg/registry/core/service/allocator). Thread-safe.
 */
public final class StoredRange implements SharedRange {
    /** How often a change is tried because another server came between. */
    private static final int ATTEMPTS_MAX = 100;

    private final ObjectStorage storage;
    private final String key;
    private final String range;

    /**
     * A range.
     *
     * @param key where it lies
     * @param range what it is of, such as {@code 30000-32767}; what is stored of another one counts for nothing
     */
    public StoredRange(ObjectStorage storage, String key, String range) {
        this.storage = storage;
        this.key = key;
        this.range = range;
    }

    @Override
    public <T> T change(Function<BitSet, T> change) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Optional<StoredObject> stored = storage.get(key);
            BitSet before = stored.map(object -> bits(object.tree())).orElseGet(BitSet::new);
            BitSet after = (BitSet) before.clone();
            T result = change.apply(after);
            if (after.equals(before)) {
                return result;
            }
            Optional<StoredObject> written = stored.isPresent()
                    ? storage.update(key, stored.get().revision(), object(after), 0)
                    : storage.create(key, object(after), 0);
            if (written.isPresent()) {
                return result;
            }
        }
        throw StatusError.internal("the allocation of " + range + " changes too fast");
    }

    private BitSet bits(Struct object) {
        String data = object.string("data");
        if (data == null || !range.equals(object.string("range"))) {
            return new BitSet();
        }
        BigInteger number = new BigInteger(1, Base64.getDecoder().decode(data));
        BitSet bits = new BitSet();
        for (int slot = 0; slot < number.bitLength(); slot++) {
            bits.set(slot, number.testBit(slot));
        }
        return bits;
    }

    private Struct object(BitSet bits) {
        byte[] number = new byte[(bits.length() + 7) / 8];
        bits.stream().forEach(slot -> number[number.length - 1 - slot / 8] |= (byte) (1 << (slot % 8)));
        return Struct.builder()
                .put("kind", "RangeAllocation")
                .put("apiVersion", "v1")
                .put("metadata", Struct.EMPTY)
                .put("range", range)
                .put("data", Base64.getEncoder().encodeToString(number))
                .build();
    }
}
