/**
 * What the kubelet's tests share: a container runtime of their own and images made on the spot. Each test
 * that starts one closes it; nothing here touches the machine's own runtime.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.testing;

import org.jspecify.annotations.NullMarked;
