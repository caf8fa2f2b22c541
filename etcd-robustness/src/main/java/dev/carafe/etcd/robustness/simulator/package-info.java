/**
 * The deterministic simulator: a store, its disk, its clients and its faults in one thread, chosen by a seed. The same seed
 * on the same code makes the same run, event by event.
 *
 * <p>Nothing is simulated of the store itself: it is the real one, run in turns ({@link dev.carafe.etcd.work.Work}) that the
 * simulator chooses, on files in memory and a clock that the simulator moves. What happens between two changes of a file,
 * a reader's look or the end of the process, is tried at every one of them.
 *
 * <p>Arrows: knows the store's shell ({@code embed}), its file layer, the codec of its protocol ({@code rpc}) and all of this room.
 */
@NullMarked
package dev.carafe.etcd.robustness.simulator;

import org.jspecify.annotations.NullMarked;
