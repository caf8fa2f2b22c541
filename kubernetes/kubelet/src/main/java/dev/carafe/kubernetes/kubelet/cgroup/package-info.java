/**
 * The control groups around pods: {@code ROOT/kubepods[/burstable|/besteffort]/podUID}, in each hierarchy
 * of version 1 or the one of version 2. The runtime puts containers beneath.
 *
 * <p>Called by each pod's own thread; makes and removes directories and writes limits.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.cgroup;

import org.jspecify.annotations.NullMarked;
