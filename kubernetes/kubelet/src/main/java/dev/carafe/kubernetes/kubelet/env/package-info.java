/**
 * The environment that containers start with: their own variables, those of the ConfigMaps and Secrets
 * they refer to, facts about themselves, and the addresses of services. Called by each pod's own thread.
 * Rests on {@code objects} for what is referred to and on {@code downward} for facts of the pod.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.env;

import org.jspecify.annotations.NullMarked;
