package eu.releve.decode.tic;

/** Which of its two languages a meter speaks. */
public enum TicMode {
  /** As electronic meters before Linky spoke: 1,200 baud, fields separated by blanks. */
  HISTORIQUE(1_200),
  /** Linky's own: 9,600 baud, fields separated by tabulators, some of them dated. */
  STANDARD(9_600);

  private final int baud;

  TicMode(int baud) {
    this.baud = baud;
  }

  /** The line's speed. */
  public int baud() {
    return baud;
  }
}
