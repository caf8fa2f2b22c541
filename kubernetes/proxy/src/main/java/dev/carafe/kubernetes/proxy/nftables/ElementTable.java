package dev.carafe.kubernetes.proxy.nftables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What every owner (a service) wants in the sets and maps, and so what a change adds and removes.
 *
 * <p>Two owners may want the same place: the same element twice is loaded once, and of two different ones the elder stays
 * until its owner lets go. Not thread-safe.
 */
final class ElementTable {
    /** What each owner wants. */
    private final Map<String, Set<Element>> byOwner = new HashMap<>();

    /** Who wants a place, eldest first; the first one's element is loaded. */
    private final Map<Element.Place, LinkedHashMap<String, Element>> byPlace = new HashMap<>();

    /**
     * The elements that leave and the elements that come, in one transaction.
     *
     * @param removed loaded until now
     * @param added to be loaded
     */
    record Change(List<Element> removed, List<Element> added) {
        /** The effect of several changes one after the other: what one adds and a later one removes, never comes. */
        static Change net(List<Element> removed, List<Element> added) {
            Set<Element> gone = new LinkedHashSet<>(removed);
            Set<Element> come = new LinkedHashSet<>(added);
            Set<Element> both = new LinkedHashSet<>(gone);
            both.retainAll(come);
            gone.removeAll(both);
            come.removeAll(both);
            return new Change(List.copyOf(gone), List.copyOf(come));
        }

        boolean isEmpty() {
            return removed.isEmpty() && added.isEmpty();
        }
    }

    /** Replaces what an owner wants; an empty collection lets the owner go. */
    Change replace(String owner, Collection<Element> wanted) {
        Set<Element> after = new LinkedHashSet<>(wanted);
        Set<Element> before = byOwner.getOrDefault(owner, Set.of());
        Map<Element.Place, Element> loadedBefore = new LinkedHashMap<>();
        for (Element element : before) {
            if (!after.contains(element)) {
                noteLoaded(loadedBefore, element.place());
                release(owner, element.place());
            }
        }
        for (Element element : after) {
            if (!before.contains(element)) {
                noteLoaded(loadedBefore, element.place());
                byPlace.computeIfAbsent(element.place(), _ -> new LinkedHashMap<>())
                        .put(owner, element);
            }
        }
        if (after.isEmpty()) {
            byOwner.remove(owner);
        } else {
            byOwner.put(owner, after);
        }
        return difference(loadedBefore);
    }

    /** All elements that are loaded. */
    List<Element> loaded() {
        return byPlace.values().stream()
                .map(owners -> owners.firstEntry().getValue())
                .toList();
    }

    Set<String> owners() {
        return Set.copyOf(byOwner.keySet());
    }

    private void noteLoaded(Map<Element.Place, Element> loadedBefore, Element.Place place) {
        if (!loadedBefore.containsKey(place)) {
            LinkedHashMap<String, Element> owners = byPlace.get(place);
            loadedBefore.put(
                    place, owners == null ? ABSENT : owners.firstEntry().getValue());
        }
    }

    private void release(String owner, Element.Place place) {
        LinkedHashMap<String, Element> owners = byPlace.get(place);
        if (owners != null) {
            owners.remove(owner);
            if (owners.isEmpty()) {
                byPlace.remove(place);
            }
        }
    }

    private Change difference(Map<Element.Place, Element> loadedBefore) {
        List<Element> removed = new ArrayList<>();
        List<Element> added = new ArrayList<>();
        loadedBefore.forEach((place, old) -> {
            LinkedHashMap<String, Element> owners = byPlace.get(place);
            Element now = owners == null ? ABSENT : owners.firstEntry().getValue();
            if (!old.equals(now)) {
                if (!old.equals(ABSENT)) {
                    removed.add(old);
                }
                if (!now.equals(ABSENT)) {
                    added.add(now);
                }
            }
        });
        return new Change(removed, added);
    }

    private static final Element ABSENT = new Element("", "", "");
}
