/** Takes site plans that the collector pushes, tries them, and keeps them or goes back. */
@NullMarked
package eu.releve.edge.change;

import org.jspecify.annotations.NullMarked;
