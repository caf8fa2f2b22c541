package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.kubernetes.apiserver.robustness.History.Change;
import dev.carafe.kubernetes.apiserver.robustness.History.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client was told without a gap: a list, and what followed it over one watch or several, each of which went on where the
 * one before was. Pure.
 */
final class Told {
    /** A part of it. */
    sealed interface Item {
        /** The revision that the client goes on from next. */
        long revision();
    }

    /** A change; of an object that ceased to exist the last version is told. */
    record Event(String type, String key, long revision, long tag) implements Item {}

    /** All changes up to a revision have been told. */
    record Bookmark(long revision) implements Item {}

    /** A new watch was asked for what follows a revision. */
    record Resumed(long revision) implements Item {}

    /** What is to be told, and the revision that it is a change of. */
    private record Expected(long changedAt, Event event) {}

    private final String below;
    private final Selection selection;
    private final long from;
    private final Map<String, Version> listed;
    private final List<Item> items = new ArrayList<>();
    private long reached;

    /**
     * Begins with a list.
     *
     * @param below the prefix of the objects that are listed and watched
     */
    Told(String below, Selection selection, long from, Map<String, Version> listed) {
        this.below = below;
        this.selection = selection;
        this.from = from;
        this.listed = new TreeMap<>(listed);
        this.reached = from;
    }

    void add(Item item) {
        items.add(item);
        reached = item.revision();
    }

    /** The revision up to which the client has been told everything, as far as it knows. */
    long reached() {
        return reached;
    }

    /** What is wrong with it; empty when nothing is. */
    List<String> check(History history) {
        List<String> wrong = new ArrayList<>();
        Map<String, Version> existing = new TreeMap<>(history.at(from));
        existing.keySet().removeIf(key -> !key.startsWith(below));
        List<Expected> due = due(history, existing);
        existing.values().removeIf(version -> !selection.has(version.tag()));
        if (!listed.equals(existing)) {
            wrong.add("a list at " + from + " has " + listed + ", the history " + existing);
        }
        int next = 0;
        long before = from;
        for (Item item : items) {
            if (item.revision() < before) {
                wrong.add("told to go back from " + before + ": " + item);
            }
            before = item.revision();
            if (item instanceof Event) {
                if (next == due.size() || !due.get(next).event().equals(item)) {
                    wrong.add("told " + item + ", due is " + (next == due.size() ? "nothing" : due.get(next)));
                    return wrong;
                }
                next++;
            } else if (next < due.size() && due.get(next).changedAt() <= item.revision()) {
                wrong.add(item + ", and never told: " + due.get(next));
                return wrong;
            }
            while (item instanceof Resumed && next > 0 && due.get(next - 1).changedAt() > item.revision()) {
                next--; // of a revision that was told in part all is told again
            }
        }
        if (next < due.size() && due.get(next).changedAt() <= reached) {
            wrong.add("told up to " + reached + ", and never told: " + due.get(next));
        }
        return wrong;
    }

    private List<Expected> due(History history, Map<String, Version> existing) {
        Map<String, Long> tags = new HashMap<>();
        existing.forEach((key, version) -> tags.put(key, version.tag()));
        List<Expected> due = new ArrayList<>();
        history.between(from, history.revision()).forEach((revision, changes) -> {
            for (int i = 0; i < changes.size(); i++) {
                Change change = changes.get(i);
                if (change.key().startsWith(below)) {
                    // Who has heard a part of a revision must be told the rest when it goes on from there.
                    long told = i + 1 == changes.size() ? revision : revision - 1;
                    due.addAll(due(change, tags, revision, told));
                }
            }
        });
        return due;
    }

    private List<Expected> due(Change change, Map<String, Long> tags, long revision, long deletedAt) {
        String key = change.key();
        boolean deleted = change.tag() == History.DELETED;
        Long before = deleted ? tags.remove(key) : tags.put(key, change.tag());
        boolean was = before != null && selection.has(before);
        boolean is = !deleted && selection.has(change.tag());
        if (is) {
            Event event = new Event(was ? "MODIFIED" : "ADDED", key, revision, change.tag());
            return List.of(new Expected(revision, event));
        }
        return was && before != null
                ? List.of(new Expected(revision, new Event("DELETED", key, deleted ? deletedAt : revision, before)))
                : List.of();
    }
}
