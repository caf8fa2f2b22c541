/**
 * Container images without a registry: builds archives of them, among those the few that Carafe brings along.
 *
 * <p>Plain blocking code on the caller's thread. Knows no other package of the house; whoever wants an archive inside
 * containerd hands it there.
 */
@NullMarked
package dev.carafe.cli.image;

import org.jspecify.annotations.NullMarked;
