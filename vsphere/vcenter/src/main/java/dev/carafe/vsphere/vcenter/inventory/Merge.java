package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.vim25.ArrayUpdateOperation;
import dev.carafe.vsphere.vim.vim25.ArrayUpdateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a change that says only what is to differ is laid over what there is. */
public final class Merge {
    private Merge() {}

    /** The base with the fields that the change has set; records within are merged when both are of one type. */
    @SuppressWarnings("unchecked")
    public static <D extends DataObject> D over(@Nullable D base, D change) {
        if (base == null || base.dataType() != change.dataType()) {
            return change;
        }
        DataType type = base.dataType();
        @Nullable Object[] values = new @Nullable Object[type.fields().size()];
        for (int i = 0; i < values.length; i++) {
            Object now = base.field(i);
            Object then = change.field(i);
            values[i] = then == null || (then instanceof List<?> items && items.isEmpty())
                    ? now
                    : now instanceof DataObject inner && then instanceof DataObject other ? over(inner, other) : then;
        }
        return (D) type.make(values);
    }

    /**
     * A list after updates of single elements.
     *
     * @param info what an update is about; null when it removes
     * @param key what two elements must not share
     */
    public static <E, S extends ArrayUpdateSpec> List<E> list(
            List<E> before, List<S> updates, Function<S, @Nullable E> info, Function<E, @Nullable Object> key) {
        List<E> after = new ArrayList<>(before);
        for (S update : updates) {
            E element = info.apply(update);
            Object meant = update.operation() == ArrayUpdateOperation.REMOVE && update.removeKey() != null
                    ? update.removeKey()
                    : element == null ? null : key.apply(element);
            after.removeIf(one -> Objects.equals(key.apply(one), meant));
            if (update.operation() != ArrayUpdateOperation.REMOVE && element != null) {
                after.add(element);
            }
        }
        return List.copyOf(after);
    }
}
