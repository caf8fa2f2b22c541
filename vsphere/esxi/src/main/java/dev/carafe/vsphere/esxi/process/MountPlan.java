package dev.carafe.vsphere.esxi.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which folders must be replaced by empty ones so that a user without rights reaches the ones that it needs, at their own paths.
 *
 * @param covered the folders to be covered, none within another
 * @param kept the folders to be found again beneath these
 */
record MountPlan(List<Path> covered, List<Path> kept) {
    /**
     * Makes the plan.
     *
     * @param needed absolute paths without links
     * @param passable whether everybody may pass a folder
     */
    static MountPlan of(List<Path> needed, Predicate<Path> passable) {
        TreeSet<Path> covered = new TreeSet<>();
        TreeSet<Path> kept = new TreeSet<>();
        for (Path path : needed) {
            Optional<Path> barrier = barrier(path, passable);
            if (barrier.isPresent()) {
                covered.add(barrier.get());
                kept.add(path);
            }
        }
        return new MountPlan(List.copyOf(covered), withoutNested(kept));
    }

    /** The topmost ancestor that cannot be passed; not the folder itself, which is its user's or everybody's. */
    private static Optional<Path> barrier(Path path, Predicate<Path> passable) {
        for (int names = 1; names < path.getNameCount(); names++) {
            Path ancestor = path.getRoot().resolve(path.subpath(0, names));
            if (!passable.test(ancestor)) {
                return Optional.of(ancestor);
            }
        }
        return Optional.empty();
    }

    private static List<Path> withoutNested(TreeSet<Path> paths) {
        return paths.stream()
                .filter(path -> paths.stream().noneMatch(other -> !other.equals(path) && path.startsWith(other)))
                .toList();
    }
}
