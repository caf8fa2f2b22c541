/** Which of the built-in versions and resources are served, as {@code --runtime-config} says. Pure. */
@NullMarked
package dev.carafe.kubernetes.apiserver.resourceconfig;

import org.jspecify.annotations.NullMarked;
