/** Shows telegrams field by field, to people and to programs. */
@NullMarked
package eu.releve.edge.telegram;

import org.jspecify.annotations.NullMarked;
