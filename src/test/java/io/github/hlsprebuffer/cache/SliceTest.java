package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SliceTest {
  private final ScratchArrays arrays = new ScratchArrays(10, 1);

  @Test
  void giveBack_partOfALoan_endsTheWholeLoan() throws IOException {
    Slice whole = lent("0123456789");
    Slice part = whole.atMost(6).from(2);
    assertThat(written(part)).isEqualTo("2345");
    byte[] array = part.array();
    part.giveBack();

    assertThat(arrays.lend(10).array()).isSameAs(array);
    assertThatIllegalStateException().isThrownBy(whole::array);
    assertThatIllegalStateException().isThrownBy(() -> written(part));
  }

  @Test
  void giveBack_bytesOfNobody_stay() throws IOException {
    Slice slice = new Slice("01234".getBytes(StandardCharsets.US_ASCII), 0, 5);
    slice.giveBack();

    assertThat(written(slice.from(1).atMost(3))).isEqualTo("123");
    assertThat(slice.from(0)).isSameAs(slice);
    assertThat(slice.atMost(5)).isSameAs(slice);
  }

  @Test
  void toArray_partOfALoan_isACopyAndEndsTheLoan() {
    Slice slice = lent("0123456789").atMost(4);
    byte[] lent = slice.array();

    assertThat(slice.toArray()).asString(StandardCharsets.US_ASCII).isEqualTo("0123");
    assertThat(arrays.lend(10).array()).isSameAs(lent);
  }

  @Test
  void toArray_wholeArrayOfALoan_isThatArrayAndNobodyGetsItAgain() {
    Slice slice = lent("0123456789");
    byte[] lent = slice.array();

    assertThat(slice.toArray()).isSameAs(lent);
    slice.giveBack();
    assertThat(arrays.lend(10).array()).isNotSameAs(lent);
  }

  private Slice lent(String bytes) {
    Loan loan = arrays.lend(bytes.length());
    System.arraycopy(bytes.getBytes(StandardCharsets.US_ASCII), 0, loan.array(), 0, bytes.length());
    return new Slice(loan.array(), 0, bytes.length(), loan);
  }

  private static String written(Slice slice) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    slice.writeTo(out);
    return out.toString(StandardCharsets.US_ASCII);
  }
}
