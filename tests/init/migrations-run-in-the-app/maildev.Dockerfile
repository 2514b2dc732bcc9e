FROM maildev/maildev
