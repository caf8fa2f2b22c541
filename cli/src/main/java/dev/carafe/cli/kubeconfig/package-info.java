/**
 * kubectl's configuration files: written for each part, and one context merged into the user's own.
 *
 * <p>Blocking file access on the caller's thread. Knows no other package of this room.
 */
@NullMarked
package dev.carafe.cli.kubeconfig;

import org.jspecify.annotations.NullMarked;
