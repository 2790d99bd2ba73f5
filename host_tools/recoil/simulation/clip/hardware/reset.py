"""What ends a program from outside. Not an Exception, so that a program's own handlers let it pass."""


class Reset(BaseException):
    """The processor starts anew: `cause` says why.

    `power_lost` cuts the chips off too, for `off_us`; `final` is the end of the whole run.
    """

    def __init__(self, cause, power_lost=False, off_us=0, final=False):
        super().__init__(cause)
        self.cause = cause
        self.power_lost = power_lost
        self.off_us = off_us
        self.final = final
