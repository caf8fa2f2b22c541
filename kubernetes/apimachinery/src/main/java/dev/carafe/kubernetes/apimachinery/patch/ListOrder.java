package dev.carafe.kubernetes.apimachinery.patch;

import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The order of a merged list: the items that the patch names in the patch's order, the others in the object's, and the
 * two woven together so that an item of the object alone comes first only where it stood before the other one already.
 */
final class ListOrder {
    private ListOrder() {}

    /** What tells an item apart: the value of its merge key, or the item itself. */
    static Object identity(Object item, String mergeKey) {
        return !mergeKey.isEmpty() && item instanceof Struct struct
                ? Objects.requireNonNullElse(struct.get(mergeKey), Null.NULL)
                : item;
    }

    static List<Object> identities(List<?> items, String mergeKey) {
        ArrayList<Object> identities = new ArrayList<>(items.size());
        items.forEach(item -> identities.add(identity(item, mergeKey)));
        return identities;
    }

    /**
     * Arranges the items of a merged list.
     *
     * @param patchOrder items, or mere keys, in the order that the patch asks for
     * @param objectOrder the items in the order that the object had
     */
    static List<Object> arrange(List<?> items, List<?> patchOrder, List<?> objectOrder, String mergeKey) {
        Map<Object, Integer> patchPlace = places(patchOrder, mergeKey);
        Map<Object, Integer> objectPlace = places(objectOrder, mergeKey);
        ArrayList<Object> named = new ArrayList<>();
        ArrayList<Object> others = new ArrayList<>();
        for (Object item : items) {
            (patchPlace.containsKey(identity(item, mergeKey)) ? named : others).add(item);
        }
        named.sort(Comparator.comparingInt(item -> place(patchPlace, item, mergeKey)));
        others.sort(Comparator.comparingInt(item -> place(objectPlace, item, mergeKey)));
        ArrayList<Object> woven = new ArrayList<>(items.size());
        int next = 0;
        for (Object item : named) {
            int place = place(objectPlace, item, mergeKey);
            while (place != Integer.MAX_VALUE
                    && next < others.size()
                    && place(objectPlace, others.get(next), mergeKey) < place) {
                woven.add(others.get(next));
                next++;
            }
            woven.add(item);
        }
        woven.addAll(others.subList(next, others.size()));
        return Collections.unmodifiableList(woven);
    }

    private static Map<Object, Integer> places(List<?> items, String mergeKey) {
        HashMap<Object, Integer> places = HashMap.newHashMap(items.size());
        for (int i = 0; i < items.size(); i++) {
            places.putIfAbsent(identity(items.get(i), mergeKey), i);
        }
        return places;
    }

    private static int place(Map<Object, Integer> places, Object item, String mergeKey) {
        return places.getOrDefault(identity(item, mergeKey), Integer.MAX_VALUE);
    }
}
